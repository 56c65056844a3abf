using System.Globalization;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption;

/// <summary>One generation of a keyring, opened: its document and the data keys in it. Never changes; owns its keys.</summary>
internal sealed partial class DataKeys : IDisposable
{
    private readonly Dictionary<string, SecretKey> _keys;

    private DataKeys(KeyringDocument document, IEnumerable<SecretKey> keys)
    {
        Document = document;
        _keys = document.Keys.Zip(keys).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);
    }

    public KeyringDocument Document { get; }

    /// <summary>A first data key that nothing is encrypted with yet.</summary>
    public static DataKeys First(DateTimeOffset now)
    {
        var id = NewId();
        return new DataKeys(new KeyringDocument(KeyringDocument.Format1, 0, id, [KeyOf(id, now)], []), [SecretKey.Random()]);
    }

    /// <summary>
    /// Reads the copies, takes the one that counts first of those that a master key opens, and repairs the others. Null when there is no copy at all.
    /// </summary>
    public static async Task<DataKeys?> ReadAsync(
        KeyringCopies copies, IReadOnlyList<IMasterKey> masters, ILogger? logger, CancellationToken cancellationToken)
    {
        var read = await copies.ReadAsync(cancellationToken);
        if (read.All(copy => copy.IsMissing))
            return null;
        DataKeys? first = null;
        var problems = new List<string>();
        foreach (var copy in read.Where(copy => !copy.IsMissing))
        {
            var opened = copy.Document is { } document ? await UnwrapAsync(document, masters, cancellationToken) : null;
            if (opened is null)
                problems.Add(ProblemOf(copy, masters));
            else if (first is null || opened.Document.Precedes(first.Document))
                (first, opened) = (opened, first);
            opened?.Dispose();
        }
        if (first is null)
        {
            throw new BlobException(read.Any(copy => copy.Unread is not null) ? BlobError.IO : BlobError.Configuration,
                $"The keyring cannot be opened: {string.Join("; ", problems.Distinct(StringComparer.Ordinal))}. Check the password or key, or restore the keyring from its export.",
                copies.StoreName);
        }
        await RepairAsync(copies, read, first.Document, logger, cancellationToken);
        return first;
    }

    /// <summary>The data key, or null.</summary>
    public SecretKey? Find(string id) => _keys.GetValueOrDefault(id);

    /// <summary>The same keys and a new one, which is active.</summary>
    public DataKeys WithNewKey(DateTimeOffset now)
    {
        var id = NewId();
        return new DataKeys(Document with { Active = id, Keys = [.. Document.Keys, KeyOf(id, now)] }, [.. Copies(), SecretKey.Random()]);
    }

    /// <summary>The same keys, opened by exactly these master keys.</summary>
    public async ValueTask<DataKeys> WrappedByAsync(IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken)
    {
        var wrapped = new List<KeyringDocument.Master>();
        foreach (var master in masters)
            wrapped.Add(await WrapAsync(master, cancellationToken));
        return new DataKeys(Document with { Masters = wrapped }, Copies());
    }

    /// <summary>The same keys, opened also by this master key, which replaces the one of its id.</summary>
    public async ValueTask<DataKeys> AlsoWrappedByAsync(IMasterKey master, CancellationToken cancellationToken) =>
        WithMasters([.. Document.Masters.Where(other => other.Id != master.Id), await WrapAsync(master, cancellationToken)]);

    /// <summary>The same keys, opened by some of the master keys.</summary>
    public DataKeys WithMasters(IReadOnlyList<KeyringDocument.Master> masters) => new(Document with { Masters = masters }, Copies());

    /// <summary>The same as the next generation.</summary>
    public DataKeys Next() => new(Document with { Generation = Document.Generation + 1 }, Copies());

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Keyring.KeyIdLength));

    private static KeyringDocument.DataKey KeyOf(string id, DateTimeOffset now) =>
        new(id, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static string Shown(IReadOnlyList<IMasterKey> masters) => string.Join(" and ", masters.Select(master => $"'{master.Id}'"));

    /// <summary>Opens a document by the first master key that fits; null when none does.</summary>
    public static async ValueTask<DataKeys?> UnwrapAsync(KeyringDocument document, IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken)
    {
        foreach (var master in masters)
        {
            var wrapped = document.Masters.FirstOrDefault(candidate => candidate.Id == master.Id)?.Wrapped;
            if (wrapped is null || await master.UnwrapAsync(wrapped, document.ContextFor(master.Id), cancellationToken) is not { } keys)
                continue;
            if (keys.Length == document.Keys.Count * SecretKey.Length)
                return new DataKeys(document, keys.Chunk(SecretKey.Length).Select(key => SecretKey.TakeFrom(key)));
        }
        return null;
    }

    private static string ProblemOf(KeyringCopy copy, IReadOnlyList<IMasterKey> masters)
    {
        if (copy.Unread is { } unread)
            return $"a copy cannot be read ({unread})";
        return KeyringDocument.Read(copy.File, out var problem) is { } document
            ? $"it is opened by {string.Join(" or ", document.Masters.Select(master => $"'{master.Id}'"))}, and the given {Shown(masters)} did not"
            : $"a copy is damaged ({problem})";
    }

    private static async Task RepairAsync(
        KeyringCopies copies, IReadOnlyList<KeyringCopy> read, KeyringDocument good, ILogger? logger, CancellationToken cancellationToken)
    {
        var file = good.ToFile();
        foreach (var copy in read.Where(copy => !copy.Holds(file)))
        {
            var outcome = copy switch
            {
                { Unread: { } unread } => $"cannot be read and is left as it is; if it is damaged, delete it, and it is made again: {unread}",
                { Document: { } other } when !good.Supersedes(other) => "is newer or has other data keys, and is left as it is",
                _ when !copies.CanWrite => "is missing, old or damaged, and is left as it is, because the store is read-only",
                _ when await copies.TryWriteAsync(copy, good, cancellationToken) => "was missing, old or damaged, and was written again",
                // What another process wrote meanwhile is newer.
                _ => null,
            };
            if (outcome is not null && logger is not null)
                LogRepaired(logger, copy.Key, copies.StoreName, outcome);
        }
    }

    private async ValueTask<KeyringDocument.Master> WrapAsync(IMasterKey master, CancellationToken cancellationToken)
    {
        var keys = GC.AllocateUninitializedArray<byte>(Document.Keys.Count * SecretKey.Length, pinned: true);
        try
        {
            for (var i = 0; i < Document.Keys.Count; i++)
                _keys[Document.Keys[i].Id].Bytes.CopyTo(keys.AsSpan(i * SecretKey.Length));
            return new KeyringDocument.Master(master.Id, await master.WrapAsync(keys, Document.ContextFor(master.Id), cancellationToken));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    private IEnumerable<SecretKey> Copies() => Document.Keys.Select(key => new SecretKey(_keys[key.Id].Bytes));

    [LoggerMessage(1, LogLevel.Warning, "The keyring copy '{Key}' of store {Store} {Outcome}.")]
    private static partial void LogRepaired(ILogger logger, string key, string store, string outcome);
}
