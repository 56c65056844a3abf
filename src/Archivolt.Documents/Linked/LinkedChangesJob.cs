using Archivolt.Blobs;
using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Linked;

/// <summary>
/// Asks vendors what changed in the connected accounts, and brings what documents say of those files (media type, length, digest) up to date. Names are in no document, so a new name needs
/// nothing. At its first look at an account it goes through all that documents link of it.
/// </summary>
internal sealed class LinkedChangesJob(
    LinkedProviders providers, ILinkedAccountStore accounts, LinkedTokens tokens, LinkedServices services, IBlobReferences references, IDocumentStore documents,
    IOptions<LinkedAccountOptions> options, TimeProvider clock) : Job
{
    private const int Attempts = 5;

    // A vendor whose changes never end keeps no other account waiting; the next look goes on from there.
    private const int MostPages = 100;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private static readonly ChangeNote Note = new("documentModified", Access.Principal.System.Name, "linked file changed");

    // By account, when its vendor is to be asked again; a restart forgets it, which costs one request.
    private readonly Dictionary<long, DateTimeOffset> _waiting = [];

    public override string Name => "linked/changes";

    public override JobSchedule Schedule { get; } = new(options.Value.ChangesEvery) { FirstAfter = options.Value.ChangesEvery };

    public override async Task RunAsync(JobRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach (var provider in providers.All)
        {
            if (await services.FindAsync(provider.Id, run.Token) is not { IsEnabled: true })
                continue;
            var connected = await accounts.ListAsync(provider.Id, cancellationToken: run.Token);
            foreach (var account in connected.Where(account => account.Problem is null && _waiting.GetValueOrDefault(account.Id) <= clock.GetUtcNow()))
                await LookAsync(run, provider, account);
        }
    }

    private async Task LookAsync(JobRun run, LinkedProvider provider, LinkedAccount account)
    {
        var who = tokens.Of(account);
        try
        {
            var cursor = account.Cursor;
            var isMore = true;
            for (var pages = 0; isMore && pages < MostPages; pages++)
            {
                var changes = await provider.Files.ListChangesAsync(who, cursor, run.Token);
                if (cursor is null || !changes.IsComplete)
                    await CompareAllAsync(run, provider, account, who);
                foreach (var file in changes.FileIds)
                    await CompareAsync(run, provider, new LinkedKey(account.Account, file).ToString(), who);
                if (changes.HasMore && changes.Cursor == cursor)
                    throw new BlobException(BlobError.IO, "the vendor does not go on with its changes.");
                (cursor, isMore) = (changes.Cursor, changes.HasMore);
                await accounts.SetCursorAsync(account.Id, cursor, run.StepToken);
            }
            if (isMore)
                run.Report($"An account of '{provider.Id}' has more changes than one look takes ({MostPages} pages); the next one goes on.");
        }
        // It concerns this account; where the vendor asks to wait, this one waits.
        catch (BlobException exception)
        {
            if (exception.RetryAfter is { } wait)
                _waiting[account.Id] = clock.GetUtcNow() + (wait < LongestWait ? wait : LongestWait);
            run.Report($"Changes of an account of '{provider.Id}' were not seen: {exception.Message}");
        }
    }

    private async Task CompareAllAsync(JobRun run, LinkedProvider provider, LinkedAccount account, LinkedCredentials who)
    {
        // Keys of one account stand together, behind the account with its colon.
        var prefix = new LinkedKey(account.Account, "x").ToString()[..^1];
        string? last = null;
        await foreach (var reference in references.ListAsync(provider.Id, prefix, run.Token))
        {
            if (!reference.Key.StartsWith(prefix, StringComparison.Ordinal))
                break;
            if (reference.Key != last && LinkedKey.TryParse(reference.Key, out _))
                await CompareAsync(run, provider, reference.Key, who);
            last = reference.Key;
        }
    }

    // The key as documents have it: the platform writes some characters otherwise.
    private async Task CompareAsync(JobRun run, LinkedProvider provider, string text, LinkedCredentials who)
    {
        if (!LinkedKey.TryParse(text, out var key) || key.Revision is not null || await references.FindAsync(provider.Id, text, run.Token) is not { Count: > 0 } held)
            return;
        if (await FindAsync(run, provider, key, who) is not { } file)
            return;
        var now = LinkedFileAccess.Describe(new LinkedAccess(LinkedState.Available) { Provider = provider, Key = key, File = file }) with { Key = new BlobKey(provider.Id, text) };
        foreach (var document in held.Where(reference => !reference.IsRendition).Select(reference => (reference.Repository, reference.DocumentId)).Distinct())
        {
            try
            {
                await UpdateAsync(document.Repository, document.DocumentId, now, run.Token);
            }
            catch (DocumentException exception)
            {
                run.Report($"The document '{document.DocumentId}' was not brought up to date with a file that it links: {exception.Message}");
            }
        }
    }

    // Of one file the others know nothing: where the vendor answers for it as nobody expected, they go on.
    private static async Task<LinkedFile?> FindAsync(JobRun run, LinkedProvider provider, LinkedKey key, LinkedCredentials who)
    {
        try
        {
            return await provider.Files.FindAsync(who, key.FileId, revision: null, run.Token);
        }
        catch (BlobException exception) when (!exception.IsTransient && exception.Error is not (BlobError.PermissionDenied or BlobError.Configuration))
        {
            run.Report($"What changed of a linked file of '{provider.Id}' was not seen: {exception.Message}");
            return null;
        }
    }

    // A person who changes the document at the same time is no reason to miss the change.
    private async Task UpdateAsync(string repository, string id, BlobInfo now, CancellationToken cancellationToken)
    {
        for (var attempt = 1; await documents.FindAsync(repository, id, cancellationToken) is { IsVersion: false } document; attempt++)
        {
            var changed = document.Copy();
            var places = changed.Blobs().Where(held => held.Blob.Key == now.Key && (held.Blob with { Upload = null }) != now).ToList();
            if (places.Count == 0)
                return;
            foreach (var (path, _) in places)
                changed.Properties.Set(path, now);
            try
            {
                await documents.UpdateAsync(changed, document.ChangeToken, Note, cancellationToken);
                return;
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.Conflict && attempt < Attempts)
            {
            }
        }
    }
}
