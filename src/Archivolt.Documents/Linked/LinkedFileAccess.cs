using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Layers.Resilience;
using Archivolt.Providers;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Linked;

/// <summary>
/// Linked files as people see them. A person sees with their own accounts what those see, whoever linked the file; what a vendor said is believed for a while, for that person alone.
/// </summary>
public sealed partial class LinkedFileAccess(
    LinkedProviders providers, LinkedServices services, ILinkedAccountStore accounts, LinkedTokens tokens, IUserStore users, IOptions<LinkedAccountOptions> options, TimeProvider clock,
    ILogger<LinkedFileAccess> logger)
    : IDisposable
{
    private const int MostBelieved = 10_000;

    private const int AtOnce = 8;

    private const int MostRevisions = 1000;

    private static readonly ResilienceOptions Patience = new();

    private readonly MemoryCache _believed = new(new MemoryCacheOptions { SizeLimit = MostBelieved });

    /// <summary>True where providers of linked files are configured.</summary>
    public bool IsConfigured => providers.All.Count > 0;

    /// <summary>True where a key belongs to a provider of linked files.</summary>
    public bool IsLinked(BlobKey key) => Has(key.Provider);

    /// <summary>True where a provider of linked files has this id.</summary>
    public bool Has(string? provider) => providers.TryGet(provider, out _);

    /// <summary>What a person gets of a linked file.</summary>
    /// <param name="principal">The person.</param>
    /// <param name="key">The key, of a provider of linked files.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>, or <see cref="BlobError.NotFound"/>: there is no such provider.</exception>
    public async ValueTask<LinkedAccess> FindAsync(Principal principal, BlobKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (!providers.TryGet(key.Provider, out var provider))
            throw new BlobException(BlobError.NotFound, $"There is no provider of linked files '{key.Provider}'.");
        var linked = LinkedKey.Parse(key.Key);
        var worst = new LinkedAccess(LinkedState.NotConnected, $"Connect your account of {provider.Label} to use this file.") { Provider = provider, Key = linked };
        if (principal.IsAnonymous || await services.FindAsync(provider.Id, cancellationToken) is not { IsEnabled: true })
            return worst;
        await foreach (var who in CredentialsOf(principal, provider, linked, cancellationToken))
        {
            var access = await FindAsync(provider, linked, who, cancellationToken);
            if (access.State == LinkedState.Available)
                return access;
            if (access.State > worst.State)
                worst = access;
        }
        return worst;
    }

    /// <summary>What a person gets of the linked files among blobs that are shown together, in <see cref="LinkedAccountOptions.WaitAtMost"/> at most.</summary>
    /// <param name="principal">The person.</param>
    /// <param name="blobs">The blobs; those that are stored here, or whose keys name no file, are passed over.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<IReadOnlyDictionary<BlobKey, LinkedAccess>> FindAsync(Principal principal, IEnumerable<BlobInfo> blobs, CancellationToken cancellationToken = default)
    {
        var keys = blobs.Select(blob => blob.Key).Where(key => IsLinked(key) && LinkedKey.TryParse(key.Key, out _)).ToHashSet();
        var found = new ConcurrentDictionary<BlobKey, LinkedAccess>();
        await WithinTimeAsync(keys, async (key, stop) => found[key] = await FindAsync(principal, key, stop), cancellationToken);
        foreach (var key in keys)
        {
            if (providers.TryGet(key.Provider, out var provider))
                found.TryAdd(key, new LinkedAccess(LinkedState.Unavailable, $"{provider.Label} did not answer in time.") { Provider = provider, Key = LinkedKey.Parse(key.Key) });
        }
        return found;
    }

    /// <summary>
    /// The revisions that vendors still have of files, the oldest first and a thousand at most, as far as the person may see them: whoever may only look at a file may see no history.
    /// </summary>
    /// <param name="files">What the person gets of them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<IReadOnlyDictionary<BlobKey, IReadOnlyList<LinkedRevision>>> ListRevisionsAsync(
        IReadOnlyDictionary<BlobKey, LinkedAccess> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var found = new ConcurrentDictionary<BlobKey, IReadOnlyList<LinkedRevision>>();
        await WithinTimeAsync(files.Where(each => each.Value.State == LinkedState.Available), async (each, stop) =>
        {
            var (key, access) = each;
            try
            {
                found[key] = await access.Provider.Files.ListRevisionsAsync(access.Credentials!, access.File!, stop).Take(MostRevisions).ToListAsync(stop);
            }
            catch (BlobException exception)
            {
                // What is not known now is left out.
                if (!exception.IsTransient)
                    found[key] = [];
            }
        }, cancellationToken);
        return found;
    }

    /// <summary>What a person gets of a file that they name by its address at the vendor. Its key names the account of theirs that sees it.</summary>
    /// <param name="principal">The person.</param>
    /// <param name="provider">The provider id.</param>
    /// <param name="address">The address, as people copy it from the vendor's pages.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null where the address leads to no file of this vendor.</returns>
    public async ValueTask<LinkedAccess?> FindAsync(Principal principal, string provider, Uri address, CancellationToken cancellationToken = default)
    {
        if (!providers.TryGet(provider, out var found) || found.Files.IdOf(address) is not { } id)
            return null;
        var access = await FindAsync(principal, new BlobKey(provider, new LinkedKey("unknown", id).ToString()), cancellationToken);
        return access is { File: { } file, Credentials: { } who } ? access with { Key = new LinkedKey(who.Account, file.Id) } : access;
    }

    /// <summary>A store that holds the one file, as the person sees it.</summary>
    /// <param name="access">What <see cref="FindAsync(Principal, BlobKey, CancellationToken)"/> said; available.</param>
    public BlobProvider Open(LinkedAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        var view = new LinkedView(access.Provider.Files, access.Credentials!, access.File!, access.Key.ToString(), access.Provider.Label);
        return new BlobProvider(access.Provider.Id, new Resilient(view, Patience, clock), new BlobProviderOptions { KeyStrategy = new KeyStrategy.Foreign(DigestAlgorithm.Sha256) });
    }

    /// <summary>What a document keeps of a file: no name, which is only for whoever may see the file.</summary>
    public static BlobInfo Describe(LinkedAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        var file = access.File!;
        return new BlobInfo
        {
            Key = new BlobKey(access.Provider.Id, access.Key.ToString()),
            Length = file.Length,
            Digest = file.Digest?.Hex,
            MediaType = file.MediaType ?? MediaTypes.OfFileName(file.Name),
        };
    }

    /// <summary>Forgets what was believed of a file for a person's account.</summary>
    public void Forget(LinkedCredentials who, LinkedProvider provider, LinkedKey key)
    {
        ArgumentNullException.ThrowIfNull(who);
        ArgumentNullException.ThrowIfNull(provider);
        _believed.Remove((who.Id, provider.Id, key.FileId, key.Revision));
    }

    /// <inheritdoc/>
    public void Dispose() => _believed.Dispose();

    // What is not done by then is left.
    private async Task WithinTimeAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(options.Value.WaitAtMost);
        try
        {
            await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = late.Token }, work);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async ValueTask<LinkedAccess> FindAsync(LinkedProvider provider, LinkedKey key, LinkedCredentials who, CancellationToken cancellationToken)
    {
        var place = (who.Id, provider.Id, key.FileId, key.Revision);
        LinkedAccess Answer(LinkedState state, string? message, TimeSpan? wait = null) => new(state, message) { Provider = provider, Key = key, RetryAfter = wait };
        if (_believed.TryGetValue(place, out Believed? known) && clock.GetElapsedTime(known!.Since) < options.Value.BelieveFor)
            return Answer(LinkedState.Available, message: null) with { File = known.File, Credentials = who };
        try
        {
            var since = clock.GetTimestamp();
            if (await provider.Files.FindAsync(who, key.FileId, key.Revision, cancellationToken) is not { IsTrashed: false } file)
            {
                _believed.Remove(place);
                return Answer(LinkedState.NotFound, $"No file of yours at {provider.Label}: it was deleted there, or is not shared with you.");
            }
            _believed.Set(place, new Believed(file, since), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = options.Value.BelieveFor + TimeSpan.FromTicks(1) });
            return Answer(LinkedState.Available, message: null) with { File = file, Credentials = who };
        }
        catch (BlobException exception) when (exception.IsTransient)
        {
            return Answer(LinkedState.Unavailable, exception.Message, exception.RetryAfter);
        }
        catch (BlobException exception) when (exception.Error == BlobError.PermissionDenied)
        {
            return Answer(LinkedState.Disconnected, exception.Message);
        }
        // One account, or one answer, is no reason for a page of documents to fail. What a key file says of its place is for the log.
        catch (BlobException exception)
        {
            LogUnusable(provider.Id, exception.Message);
            return Answer(LinkedState.Unavailable, exception.Error == BlobError.Configuration
                ? $"Your account of {provider.Label} cannot be used: connect it again, or let an administrator look at the settings of '{provider.Id}'."
                : $"{provider.Label} says nothing of this file that can be used now; try again later.");
        }
    }

    // The account that was linked first, where it is the person's; it is the likeliest to see the file.
    private async IAsyncEnumerable<LinkedCredentials> CredentialsOf(
        Principal principal, LinkedProvider provider, LinkedKey key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (provider.Files is IActsForDomain domain && (await users.FindAsync(principal.Name, cancellationToken))?.Details.GetValueOrDefault("email") is { Length: > 0 } email
            && domain.ActFor(email) is { } delegated)
        {
            yield return delegated;
        }
        var own = await accounts.ListAsync(provider.Id, principal.Name, cancellationToken);
        foreach (var account in own.OrderBy(account => !string.Equals(account.Account, key.Account, StringComparison.OrdinalIgnoreCase)))
            yield return tokens.Of(account);
    }

    [LoggerMessage(1, LogLevel.Warning, "A linked file of '{Provider}' is not shown: {Reason}")]
    private partial void LogUnusable(string provider, string reason);

    private sealed record Believed(LinkedFile File, long Since);
}
