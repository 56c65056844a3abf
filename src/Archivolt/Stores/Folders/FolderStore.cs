using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Stores.Files;

namespace Archivolt.Stores.Folders;

/// <summary>
/// Read-only references into a directory tree that belongs to somebody else. A key is a path relative to the root, with <c>/</c> between
/// its parts, or an absolute path under the root. No key leads outside: not by <c>..</c>, not by a link. (The platform's file system provider.)
/// </summary>
/// <remarks>
/// Links are followed while they stay under the root; linked directories are not listed, which keeps every file once in the listing.
/// Content may change under its key at any time. <see cref="StoreTraits.Locations"/> is empty, because what cannot write or delete
/// shares its place with no harm.
/// </remarks>
public sealed class FolderStore : IBlobStore, IFindsStrayFiles
{
    private readonly IDisk _disk;
    private readonly string _root;
    private volatile bool _disposed;

    /// <summary>Refers to a tree.</summary>
    /// <param name="root">The absolute path of its root; <c>/</c> makes keys absolute paths.</param>
    /// <param name="name">What the store is called in messages.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/> when the root is no absolute path.</exception>
    public FolderStore(string root, string name = "default") : this(root, name, LocalDisk.Instance) { }

    internal FolderStore(string root, string name, IDisk disk)
    {
        _disk = disk;
        if (string.IsNullOrWhiteSpace(root) || root.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(root))
        {
            throw new BlobException(BlobError.Configuration,
                $"The root '{root}' of a folder is not an absolute path; give the directory that holds the files.");
        }
        _root = FolderListing.Slashed(Path.GetFullPath(root)).TrimEnd('/');
        Traits = new StoreTraits
        {
            Name = $"Folder \"{name}\"",
            Durability = Durability.None,
            CanWrite = false,
            CanReplace = false,
            MaxKeyLength = BlobKey.MaxLength,
        };
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    /// <inheritdoc/>
    public ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        Answer(key, () => Find(key)?.Stat, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) => Answer(key, () =>
    {
        var file = Find(key) is var (path, _) ? _disk.Open(path) : null;
        return BlobFileStream.Open(Traits.Name, key, file ?? throw BlobException.NotFound(Traits.Name, key), range);
    }, cancellationToken);

    /// <summary>Refuses: the tree belongs to somebody else.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.ReadOnly"/>.</exception>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
        Answer<BlobDraft>(key: null, () => throw ReadOnly("Writing", key: null), cancellationToken);

    /// <summary>Refuses: the tree belongs to somebody else.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.ReadOnly"/>.</exception>
    public ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return Answer<bool>(key, () => throw ReadOnly("Deleting", key), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
        KeysAsync(after, cancellationToken).StatEach((key, cancelled) => Answer(key, () => FindListed(key)?.Stat, cancelled), cancellationToken);

    /// <summary>Files and directories whose name is no UTF-8 text, and directories that cannot be read.</summary>
    public async IAsyncEnumerable<StrayFile> ListStrayFilesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (listing, paths) = await Answer(key: null, () =>
        {
            CheckRoot();
            var begun = Listing();
            return (begun, begun.Unnameable().GetEnumerator());
        }, cancellationToken);
        using (paths)
        {
            while (await Answer(key: null, () => paths.MoveNext() ? paths.Current : null, cancellationToken) is { } path)
                yield return new StrayFile(path, StrayReason.NotAKey, $"The name of '{path}' is no UTF-8 text, so no key can name it. Rename it to make it a blob.");
        }
        foreach (var (directory, failure) in listing.Unreadable)
            yield return new StrayFile(directory, StrayReason.Unreadable, failure.Message);
    }

    /// <inheritdoc/>
    public bool IsOwn(string path, Predicate<string> isKey)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(isKey);
        return UnderRoot(path) is { } key && isKey(key);
    }

    /// <summary>Absolute path of the file behind a key, links resolved; null when there is none. Read it, never change it.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>: the key leads out of the folder.</exception>
    public ValueTask<string?> FindFileAsync(string key, CancellationToken cancellationToken = default) =>
        Answer(key, () => Find(key)?.Path, cancellationToken);

    /// <summary>
    /// Describes a file of the tree as a blob that documents can refer to. (The platform's <c>createBlob</c>.)
    /// </summary>
    /// <param name="reference">
    /// Its key is an absolute path under the root, with the provider id that the result shall have. Length is always taken from the file; a
    /// missing file name is the path's last part, a missing digest the content's MD5; the other fields are kept.
    /// </param>
    /// <param name="cancellationToken">Cancels reading the file.</param>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>: not under the root;
    /// <see cref="BlobError.NotFound"/>: no file there.</exception>
    public async ValueTask<BlobInfo> DescribeAsync(BlobInfo reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var path = reference.Key.Key;
        var key = UnderRoot(path)
            ?? throw new BlobException(BlobError.InvalidKey, $"Path is not under configured root: {path}.", Traits.Name, path);
        await using var content = await OpenAsync(key, ByteRange.All, cancellationToken);
        return reference with
        {
            Key = new BlobKey(reference.Key.Provider, key),
            Length = content.Length,
            FileName = reference.FileName ?? key[(key.LastIndexOf('/') + 1)..],
            Digest = reference.Digest ?? Convert.ToHexStringLower(await MD5.HashDataAsync(content.Body, cancellationToken)),
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return ability.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    private async IAsyncEnumerable<string> KeysAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var keys = await Answer(key: null, () =>
        {
            CheckRoot();
            return Listing().Keys(after).GetEnumerator();
        }, cancellationToken);
        while (await Answer(key: null, () => keys.MoveNext() ? keys.Current : null, cancellationToken) is { } key)
            yield return key;
    }

    /// <summary>The regular file of a key; null when there is none.</summary>
    private (string Path, BlobStat Stat)? Find(string key)
    {
        var path = PathOf(key);
        var canonical = _disk.Canonical(path);
        // What does not exist leads nowhere, wherever its name would point.
        if (_disk.Stat(canonical) is not { IsFile: true } entry)
        {
            CheckRoot();
            return null;
        }
        return FolderListing.Slashed(canonical).StartsWith(CanonicalRoot + "/", StringComparison.Ordinal)
            ? (canonical, entry.ToStat(key))
            : throw new BlobException(BlobError.InvalidKey, "Illegal path: a link leads out of the folder.", Traits.Name, key);
    }

    /// <summary>As <see cref="Find"/>, for names found in the tree: links out of it and names that are no keys are just no blobs.</summary>
    private (string Path, BlobStat Stat)? FindListed(string key)
    {
        try
        {
            return Find(key);
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            return null;
        }
    }

    private string PathOf(string key)
    {
        Traits.CheckKey(key);
        // A leading slash that does not spell the root is no more than that: the platform reads '/a.txt' as 'a.txt'.
        var relative = UnderRoot(key) ?? key;
        foreach (var part in relative.Split('/'))
        {
            if (part == "..")
                throw new BlobException(BlobError.InvalidKey, "Illegal path: '..' is not allowed in a key.", Traits.Name, key);
            if (part.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
                throw new BlobException(BlobError.InvalidKey, "Illegal path: it has a character that no file name can have.", Traits.Name, key);
        }
        return $"{_root}/{relative.TrimStart('/')}";
    }

    /// <summary>The key of an absolute path; null when it is not under the root as this store spells it.</summary>
    private string? UnderRoot(string path) =>
        !path.StartsWith(_root + "/", StringComparison.Ordinal) ? null : _root.Length == 0 ? path : path[(_root.Length + 1)..];

    // A tree that is not mounted is not an empty tree.
    private void CheckRoot()
    {
        if (_disk.Stat(RootDirectory) is not { IsFile: false })
            throw new BlobException(BlobError.Unavailable, $"The folder '{RootDirectory}' is not there. Is it mounted?", Traits.Name);
    }

    private BlobException ReadOnly(string operation, string? key) =>
        new(BlobError.ReadOnly, $"{operation} a blob is not supported: the folder is only referred to.", Traits.Name, key);

    private FolderListing Listing() => new(_disk, CanonicalRoot, keyPrefix: _root.Length == 0 ? "/" : "");

    private string CanonicalRoot => FolderListing.Slashed(_disk.Canonical(RootDirectory)).TrimEnd('/');

    private string RootDirectory => _root.Length == 0 ? "/" : _root;

    // File operations are synchronous; failures travel in the answer like those of any other asynchronous call.
    private ValueTask<T> Answer<T>(string? key, Func<T> action, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return ValueTask.FromResult(action());
        }
        catch (DiskException exception)
        {
            return ValueTask.FromException<T>(new BlobException(exception.Error, exception.Message, Traits.Name, key, exception));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<T>(exception);
        }
    }
}
