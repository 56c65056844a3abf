using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Providers;

/// <summary>What applications may do with a provider's blobs.</summary>
public sealed record BlobProviderOptions
{
    /// <summary>How content is named.</summary>
    public KeyStrategy KeyStrategy { get; init; } = new KeyStrategy.ByDigest(DigestAlgorithm.Sha256);

    /// <summary>True when people are not to replace or delete this provider's blobs (the platform's <c>preventUserUpdate</c>); programs are not stopped.</summary>
    public bool PreventUserUpdate { get; init; }

    /// <summary>Largest content accepted, in bytes; null for no limit beyond the store's.</summary>
    public long? MaxLength { get; init; }
}

/// <summary>
/// What applications hold: a named store with a key strategy. Hashing, de-duplication, media types and telemetry are done here, once, for
/// every store. The store of a provider from <c>AddArchivolt</c> is opened at the first asynchronous call, or when the host starts.
/// </summary>
public sealed class BlobProvider : IAsyncDisposable
{
    /// <summary>Names a store. The provider owns it.</summary>
    /// <param name="id">Provider id: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, never a colon.</param>
    /// <param name="store">The store.</param>
    /// <param name="options">Key strategy and limits; null for content-addressed by SHA-256.</param>
    public BlobProvider(string id, IBlobStore store, BlobProviderOptions? options = null)
        : this(id, _ => Task.CompletedTask)
    {
        ArgumentNullException.ThrowIfNull(store);
        _opened = new ConfiguredStore(store, options ?? new BlobProviderOptions());
    }

    /// <summary>Names a store that is not open yet.</summary>
    /// <param name="id">As above.</param>
    /// <param name="open">Opens the store and calls <see cref="TryOpen"/>.</param>
    internal BlobProvider(string id, Func<CancellationToken, Task> open)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (!IsId(id))
            throw new BlobException(BlobError.Configuration, $"'{id}' is no provider id; use letters, digits, '-', '_' and '.', and more than dots.");
        Id = id;
        _open = open;
    }

    /// <summary>True for a text that a provider may be called: letters and digits of ASCII, <c>-</c>, <c>_</c> and <c>.</c>, and not dots alone, since folders are named after it.</summary>
    public static bool IsId(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') && text.Trim('.').Length > 0;
    }

    /// <summary>The provider id, the part before the colon of stored keys.</summary>
    public string Id { get; }

    /// <summary>The store with its layers.</summary>
    /// <exception cref="InvalidOperationException">It is not open yet (<see cref="EnsureOpenAsync"/>).</exception>
    public IBlobStore Store => Opened.Store;

    /// <summary>Key strategy and limits; they may depend on what the store says of itself.</summary>
    /// <exception cref="InvalidOperationException">The store is not open yet (<see cref="EnsureOpenAsync"/>).</exception>
    public BlobProviderOptions Options => Opened.Options;

    /// <summary>
    /// Where writes are reserved before they become visible, so that no collector takes what a document is about to refer to; null where
    /// nothing is collected.
    /// </summary>
    public IUploadLedger? Uploads { get; init; }

    /// <summary>Which of its blobs are damaged and not served; null where nobody looks after that.</summary>
    public IQuarantineLedger? Quarantine { get; init; }

    /// <summary>
    /// Opens the store if it is not open. Every asynchronous member does that first; <see cref="Store"/>, <see cref="Options"/> and
    /// <see cref="Ability{T}"/> need an open store. Providers that were configured together are opened together, so that those which share
    /// storage are refused.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting; whoever else waits goes on.</param>
    /// <exception cref="BlobException">It cannot be opened; the next call tries again.</exception>
    public ValueTask EnsureOpenAsync(CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _opened) is not null ? ValueTask.CompletedTask : new(_open(cancellationToken));

    /// <summary>Takes the store that was opened; false when the provider is disposed already, and the caller keeps the store.</summary>
    internal bool TryOpen(ConfiguredStore store)
    {
        Volatile.Write(ref _opened, store);
        return !Volatile.Read(ref _disposed) || Interlocked.Exchange(ref _opened, null) is null;
    }

    /// <summary>
    /// Stores content and returns what was stored: key with this provider's id, length, digest, and the descriptive fields with the media
    /// type filled in. Content already present is not stored again.
    /// </summary>
    /// <param name="source">The content.</param>
    /// <param name="owner">The document it is written for; needed by key strategies that name content after it.</param>
    /// <param name="progress">Receives the number of bytes written so far.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <exception cref="BlobException">Any code; <see cref="BlobError.Damaged"/> when the content is not what the source announced.</exception>
    public Task<BlobInfo> WriteAsync(
        BlobSource source, BlobOwner? owner = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        WriteAsync(source, owner, isNew: false, progress, cancellationToken);

    /// <summary>
    /// Stores content like <see cref="WriteAsync(BlobSource, BlobOwner, IProgress{long}, CancellationToken)"/>, but leaves alone what is there under a
    /// key that is not made from the content. What is answered describes the content given: who must know reads back.
    /// </summary>
    internal Task<BlobInfo> WriteNewAsync(BlobSource source, BlobOwner? owner, IProgress<long>? progress, CancellationToken cancellationToken) =>
        WriteAsync(source, owner, isNew: true, progress, cancellationToken);

    private Task<BlobInfo> WriteAsync(
        BlobSource source, BlobOwner? owner, bool isNew, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return BlobTelemetry.IsListening
            ? ObserveWriteAsync(source, owner, isNew, progress, cancellationToken)
            : StoreAsync(source, owner, isNew, progress, cancellationToken);
    }

    private Task<BlobInfo> ObserveWriteAsync(
        BlobSource source, BlobOwner? owner, bool isNew, IProgress<long>? progress, CancellationToken cancellationToken) =>
        BlobTelemetry.ObserveAsync(
            Id, "write", () => new ValueTask<BlobInfo>(StoreAsync(source, owner, isNew, progress, cancellationToken)),
            stored => (stored.Key.Key, stored.Length ?? 0)).AsTask();

    private async Task<BlobInfo> StoreAsync(
        BlobSource source, BlobOwner? owner, bool isNew, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await EnsureOpenAsync(cancellationToken);
        var strategy = Options.KeyStrategy;
        var key = strategy.KeyBeforeContent(source, owner);
        CheckLength(source.Length);
        if (key is null && source.Staged is { } staged && staged.Provider == Id && await PublishAsync(staged, source, isNew, cancellationToken) is { } published)
            return published;
        await using var content = await source.OpenAsync(cancellationToken);
        using var intake = new ContentIntake(content, strategy.Algorithm, source.ExpectedDigest?.Algorithm);
        await intake.ReadFirstBlockAsync(cancellationToken);
        CheckLength(intake.Length);
        Guid? upload = null;
        BlobStat? stat = null;
        if (intake.IsComplete && key is null)
        {
            CheckAnnounced(intake, source);
            key = strategy.KeyOf(intake.Digest);
            // Small content whose key is already here costs a hash and a look-up, no file.
            if (Store.Traits.Touch == Touch.Cheap && Ability<ITouch>() is { } store)
            {
                upload = await ReserveAsync(key, intake.Length, cancellationToken);
                stat = await Damaged.IsInPlaceAsync(key, cancellationToken)
                    ? null
                    : await InTimeAsync(key, store.TouchAsync(key, cancellationToken), cancellationToken);
            }
        }
        if (stat is null)
        {
            var options = new WriteOptions
            {
                Key = key,
                ExpectedLength = intake.IsComplete ? intake.Length : source.Length,
                IsLengthAnnounced = true,
                Replace = strategy.Deduplicates ? await Damaged.AreInPlaceAsync(cancellationToken) : !isNew,
            };
            await using var draft = await InTimeAsync(key, Store.BeginWriteAsync(options, cancellationToken), cancellationToken);
            await intake.CopyToAsync(new TimedBody(this, key, draft.Body), progress, length => CheckLength(length), cancellationToken);
            CheckAnnounced(intake, source);
            key ??= strategy.KeyOf(intake.Digest);
            // Nothing becomes visible, and nothing that is condemned becomes young, before it is reserved.
            upload ??= await ReserveAsync(key, intake.Length, cancellationToken);
            stat = await InTimeAsync(key, draft.CommitAsync(key, cancellationToken), cancellationToken);
        }
        CheckStored(stat.Value, intake.Length);
        await Damaged.HealedAsync(stat.Value.Key, cancellationToken);
        return new BlobInfo
        {
            Key = new BlobKey(Id, stat.Value.Key),
            Length = intake.Length,
            Digest = intake.Digest.Hex,
            FileName = source.FileName,
            MediaType = MediaTypes.Choose(source.MediaType, source.FileName, intake.FirstBytes),
            Encoding = source.Encoding,
            Upload = upload,
        };
    }

    // Null where the content has to be read after all.
    private async Task<BlobInfo?> PublishAsync(StagedContent staged, BlobSource source, bool isNew, CancellationToken cancellationToken)
    {
        var strategy = Options.KeyStrategy;
        if (staged.Digest.Algorithm != strategy.Algorithm)
            return null;
        var key = strategy.KeyOf(staged.Digest);
        if (!strategy.IdentifiesContent(key))
            return null;
        var upload = await ReserveAsync(key, staged.Length, cancellationToken);
        var options = new WriteOptions
        {
            Key = key,
            ExpectedLength = staged.Length,
            Replace = strategy.Deduplicates ? await Damaged.AreInPlaceAsync(cancellationToken) : !isNew,
        };
        // A write that is gone was committed by an attempt before this one.
        if ((await CommitAsync(staged, key, options, cancellationToken) ?? await StatAsync(key, cancellationToken)) is not { } stat)
            return null;
        CheckStored(stat, staged.Length);
        await Damaged.HealedAsync(stat.Key, cancellationToken);
        return new BlobInfo
        {
            Key = new BlobKey(Id, stat.Key),
            Length = staged.Length,
            Digest = staged.Digest.Hex,
            FileName = source.FileName,
            MediaType = source.MediaType ?? MediaTypes.OfFileName(source.FileName),
            Encoding = source.Encoding,
            Upload = upload,
        };
    }

    private async ValueTask<BlobStat?> CommitAsync(StagedContent staged, string key, WriteOptions options, CancellationToken cancellationToken)
    {
        if (staged.Write is null || Ability<IResumableWrites>() is not { } writes)
            return null;
        try
        {
            return await InTimeAsync(key, writes.CommitAsync(staged.Write, key, options, cancellationToken), cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return null;
        }
    }

    /// <summary>Opens content as a stream over the bytes of the range; disposing the stream closes the content.</summary>
    /// <exception cref="BlobException">Those of the store; <see cref="BlobError.Damaged"/>: the blob is in quarantine.</exception>
    public async ValueTask<Stream> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        (await OpenContentAsync(key, range, cancellationToken)).Body;

    /// <summary>Opens content together with what the store knows of it; see <see cref="IBlobStore.OpenAsync"/>.</summary>
    /// <exception cref="BlobException">Those of the store; <see cref="BlobError.Damaged"/>: the blob is in quarantine.</exception>
    public ValueTask<BlobContent> OpenContentAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        BlobTelemetry.IsListening ? ObserveOpenAsync(key, range, cancellationToken) : OpenUndamagedAsync(key, range, cancellationToken);

    private ValueTask<BlobContent> ObserveOpenAsync(string key, ByteRange range, CancellationToken cancellationToken) =>
        BlobTelemetry.ObserveAsync(Id, "open", () => OpenUndamagedAsync(key, range, cancellationToken), content => (key, content.Length));

    private async ValueTask<BlobContent> OpenUndamagedAsync(string key, ByteRange range, CancellationToken cancellationToken)
    {
        await EnsureOpenAsync(cancellationToken);
        await Damaged.RefuseInPlaceAsync(key, cancellationToken);
        try
        {
            return await InTimeAsync(key, Store.OpenAsync(key, range, cancellationToken), cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            await Damaged.RefuseAsync(key, cancellationToken);
            throw;
        }
    }

    /// <summary>Length and age of a blob; null when it is not here.</summary>
    /// <exception cref="BlobException">Those of the store; <see cref="BlobError.Damaged"/>: the blob is in quarantine.</exception>
    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        await EnsureOpenAsync(cancellationToken);
        await Damaged.RefuseInPlaceAsync(key, cancellationToken);
        var stat = await InTimeAsync(key, Store.StatAsync(key, cancellationToken), cancellationToken);
        if (stat is null)
            await Damaged.RefuseAsync(key, cancellationToken);
        return stat;
    }

    /// <summary>
    /// Every blob in <see cref="KeyOrder"/>; see <see cref="IBlobStore.ListAsync"/>. What the store holds under keys that this provider cannot have made is
    /// left out (<see cref="KeyStrategy.MayHaveMade"/>).
    /// </summary>
    public async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await EnsureOpenAsync(cancellationToken);
        await using var blobs = Store.ListAsync(after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await InTimeAsync(key: null, blobs.MoveNextAsync(), cancellationToken))
        {
            if (Options.KeyStrategy.MayHaveMade(blobs.Current.Key))
                yield return blobs.Current;
        }
    }

    /// <summary>Keys that this provider cannot have made, as when somebody copied a file into the store.</summary>
    internal async IAsyncEnumerable<string> ListForeignKeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EnsureOpenAsync(cancellationToken);
        var keys = Ability<IListsKeys>() is { } lister ? lister.ListKeysAsync(cancellationToken: cancellationToken) : Store.ListAsync(cancellationToken: cancellationToken).Select(stat => stat.Key);
        await using var enumerator = keys.GetAsyncEnumerator(cancellationToken);
        while (await InTimeAsync(key: null, enumerator.MoveNextAsync(), cancellationToken))
        {
            if (!Options.KeyStrategy.MayHaveMade(enumerator.Current) && !ReservedKeys.Contains(enumerator.Current))
                yield return enumerator.Current;
        }
    }

    /// <summary>
    /// Reads a blob to its end and compares it with the digest its key spells, whatever the provider's own algorithm is, if its keys are digests.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="progress">Receives the number of bytes read so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">What says nothing about the blob: a store out of reach, a refused access.</exception>
    public async Task<BlobVerification> VerifyAsync(string key, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        await EnsureOpenAsync(cancellationToken);
        var verification = BlobVerifier.VerifyAsync(Store, key, Options.KeyStrategy, Stream.Null, progress, cancellationToken);
        return await InTimeAsync(key, new ValueTask<BlobVerification>(verification), cancellationToken);
    }

    /// <summary>An ability of the store, such as <see cref="ITouch"/>, or null.</summary>
    /// <exception cref="InvalidOperationException">The store is not open yet (<see cref="EnsureOpenAsync"/>).</exception>
    public T? Ability<T>() where T : class => Store.Ability<T>();

    /// <summary>Largest content that provider and store accept, in bytes; null for no limit.</summary>
    internal long? MaxLength => Options.MaxLength is { } own && Store.Traits.MaxLength is { } stores
        ? Math.Min(own, stores)
        : Options.MaxLength ?? Store.Traits.MaxLength;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposed, true);
        // The manager owns it, and so does the container that gave it out by its id.
        return Interlocked.Exchange(ref _opened, null)?.Store.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Id and, once it is open, the store chain.</summary>
    public override string ToString() => Volatile.Read(ref _opened) is { } opened ? $"{Id}: {opened.Store.Traits.Name}" : Id;

    private readonly Func<CancellationToken, Task> _open;
    private ConfiguredStore? _opened;
    private bool _disposed;

    private ConfiguredStore Opened
    {
        get
        {
            if (Volatile.Read(ref _opened) is { } opened)
                return opened;
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);
            throw new InvalidOperationException($"The store of provider '{Id}' is not open yet: start the host, or await EnsureOpenAsync.");
        }
    }

    private DamagedKeys Damaged => field ??= new DamagedKeys(Id, Store, Quarantine);

    private async ValueTask<Guid?> ReserveAsync(string key, long length, CancellationToken cancellationToken) =>
        Uploads is null ? null : await Uploads.ReserveAsync(Id, key, length, cancellationToken);

    private void CheckAnnounced(ContentIntake intake, BlobSource source)
    {
        if (source.Length is { } announced && announced != intake.Length)
        {
            throw new BlobException(BlobError.Damaged,
                $"The sender announced {announced} bytes but sent {intake.Length}; nothing was stored.", Store.Traits.Name);
        }
        if (source.ExpectedDigest is { } expected && intake.DigestBy(expected.Algorithm) is var actual && actual != expected)
        {
            throw new BlobException(BlobError.Damaged,
                $"The content hashes to {actual}, the sender announced {expected}; nothing was stored.", Store.Traits.Name);
        }
    }

    // What was there before under the key may be damaged, or of a provider that writes otherwise into the same place.
    private void CheckStored(BlobStat stored, long length)
    {
        if (stored.Length != length)
        {
            throw new BlobException(BlobError.Conflict,
                $"The key has content of {stored.Length} bytes already, which is not the content of {length} bytes that was to be stored: it is damaged, "
                + "or another provider shares this storage. Nothing was stored.", Store.Traits.Name, stored.Key);
        }
    }

    private async ValueTask<T> InTimeAsync<T>(string? key, ValueTask<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call;
        }
        catch (Exception exception) when (IsTimeout(exception, cancellationToken))
        {
            throw TimedOut(key, exception);
        }
    }

    // A cancellation that nobody asked for is the store's own time-out, and must not look as if the caller had gone.
    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private BlobException TimedOut(string? key, Exception cause) =>
        new(BlobError.Timeout, "The store did not answer in time; try again.", Store.Traits.Name, key, cause);

    private void CheckLength(long? length)
    {
        if (length > MaxLength)
            throw new BlobException(BlobError.TooLarge, $"The content is larger than the {MaxLength} bytes that provider '{Id}' accepts.", Store.Traits.Name);
    }

    // Only the writing: a time-out of the source is the caller's own.
    private sealed class TimedBody(BlobProvider provider, string? key, Stream body) : ForwardWriteStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await body.WriteAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (IsTimeout(exception, cancellationToken))
            {
                throw provider.TimedOut(key, exception);
            }
        }
    }
}
