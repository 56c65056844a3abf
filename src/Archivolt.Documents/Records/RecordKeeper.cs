using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Records;

/// <summary>
/// Makes documents records and sets what protects them: in the document store, which refuses from then on (<see cref="ContentGuard"/>), and in the record
/// provider, whose store refuses by itself. Each step is stored with its audit entry, which says who and when. Permissions are checked by the callers.
/// </summary>
public sealed class RecordKeeper(
    IDocumentStore documents, Placement placement, BlobMover mover, RecordLocks locks, SchemaRegistry schemas,
    IOptions<RecordOptions> options, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>
    /// Makes a document a record; of a flexible record an enforced one. There is no way back. When this returns, the content of an enforced
    /// record is where the dispatcher wants the content of records. Repeating it completes what was interrupted.
    /// </summary>
    /// <exception cref="DocumentException">As <see cref="EditOptions"/> say.</exception>
    public async Task<Document> MakeRecordAsync(
        Principal principal, Document document, bool flexible = false, EditOptions? terms = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(document);
        var retained = options.Value.RetainedProperties
            .Select(path => schemas.Canonical(PropertyPath.Parse(path))?.ToString() ?? path)
            .Prepend(ColdContent.MainPath.ToString()).Distinct(StringComparer.Ordinal);
        var change = new RecordChange.Make(principal, terms, flexible, [.. retained]);
        var made = await PlaceAsync(await documents.ApplyAsync(document.Repository, document.Id, change, cancellationToken), cancellationToken);
        await locks.FollowAsync(made, [], cancellationToken);
        return made;
    }

    /// <summary>
    /// Retains a record until a time. Of an enforced record a time that still runs only becomes longer; null takes off one that is over.
    /// </summary>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.Invalid"/>: no record; <see cref="DocumentError.Retained"/>: shorter; and as <see cref="EditOptions"/> say.
    /// </exception>
    public async Task<Document> SetRetentionAsync(
        Principal principal, Document document, DateTimeOffset? until, EditOptions? terms = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return (await ChangeAsync(document, new RecordChange.Retain(principal, terms, until), cancellationToken)).After;
    }

    /// <summary>Puts a legal hold on a record, which makes a flexible one enforced, or takes it off.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: no record; and as <see cref="EditOptions"/> say.</exception>
    public async Task<Document> SetLegalHoldAsync(
        Principal principal, Document document, bool hold, EditOptions? terms = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return (await ChangeAsync(document, new RecordChange.Hold(principal, terms, hold), cancellationToken)).After;
    }

    /// <summary>Takes off the retention of a record when it is over; true when it was.</summary>
    public async Task<bool> ExpireAsync(Document document, CancellationToken cancellationToken = default)
    {
        var (before, after) = await ChangeAsync(document, new RecordChange.Expire(), cancellationToken);
        return before.RetainUntil != after.RetainUntil;
    }

    /// <summary>Brings the content of an enforced record to where the dispatcher wants it, now and not in the background.</summary>
    private async Task<Document> PlaceAsync(Document record, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var moves = placement.MovesOf(record).Where(move => ContentGuard.IsRetained(record, move.Path)).ToList();
            if (moves.Count == 0 || record.IsFlexibleRecord)
                return record;
            if (attempt == Attempts)
                throw new DocumentException(DocumentError.Conflict, $"The content of document {record.Id} changes all the time; repeat this.");
            // One that is made in the background at the same time ends there or here.
            foreach (var move in moves)
                await mover.MoveAsync(move, cancellationToken: cancellationToken);
            record = await NewestAsync(record, cancellationToken);
        }
    }

    // The store holds the content first where protection grows, and locks it only once the document's change is certain: a lock cannot be undone.
    private async Task<(Document Before, Document After)> ChangeAsync(
        Document document, RecordChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var before = await NewestAsync(document, cancellationToken);
        var wanted = change.Apply(before, clock.GetUtcNow());
        var held = new List<BlobKey>();
        if (before.Retention.Or(wanted.Retention) != before.Retention)
            await HoldAsync(before, held, cancellationToken);
        // A change that was interrupted is repeated: the document has it already, the store may not.
        var after = ReferenceEquals(wanted, before) ? before : await ApplyAsync(before, change, held, cancellationToken);
        if (before.IsFlexibleRecord && !after.IsFlexibleRecord)
            after = await PlaceAsync(after, cancellationToken);
        await locks.FollowAsync(after, held, cancellationToken);
        return (before, after);
    }

    private async Task HoldAsync(Document record, List<BlobKey> held, CancellationToken cancellationToken)
    {
        try
        {
            await locks.HoldAsync(record, held, cancellationToken);
        }
        catch
        {
            await ReleaseAsync(record, held);
            throw;
        }
    }

    private async Task<Document> ApplyAsync(Document before, RecordChange change, List<BlobKey> held, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.ApplyAsync(before.Repository, before.Id, change, cancellationToken);
        }
        catch (Exception refusal) when (refusal is DocumentException or OperationCanceledException)
        {
            // After any other failure the change may have been made all the same: the hold stays until it is repeated.
            await ReleaseAsync(before, held);
            throw;
        }
    }

    private async Task ReleaseAsync(Document record, List<BlobKey> held) => await locks.ReleaseAsync(
        held, await documents.FindAsync(record.Repository, record.Id, CancellationToken.None) ?? record, CancellationToken.None);

    private async Task<Document> NewestAsync(Document document, CancellationToken cancellationToken) =>
        await documents.FindAsync(document.Repository, document.Id, cancellationToken)
        ?? throw new DocumentException(DocumentError.NotFound, $"There is no document '{document.Id}' in repository '{document.Repository}'.");
}
