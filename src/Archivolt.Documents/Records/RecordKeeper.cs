using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Archivolt.Stores;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Records;

/// <summary>
/// Makes documents records and sets what protects them: in the document store, which refuses from then on, and in the record provider, whose
/// store refuses by itself. Each step is in the audit with who and when. Permissions are checked by the callers.
/// </summary>
public sealed class RecordKeeper(
    IDocumentStore documents, Placement placement, BlobMover mover, RecordLocks locks, SchemaRegistry schemas, IAuditLog audit,
    IOptions<RecordOptions> options, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>
    /// Makes a document a record; of a flexible record an enforced one. There is no way back. When this returns, the content of an enforced
    /// record is where the dispatcher wants the content of records. Repeating it completes what was interrupted.
    /// </summary>
    public async Task<Document> MakeRecordAsync(Principal principal, Document document, bool flexible = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(document);
        var retained = options.Value.RetainedProperties
            .Select(path => schemas.Canonical(PropertyPath.Parse(path))?.ToString() ?? path)
            .Prepend(ColdContent.MainPath.ToString()).Distinct(StringComparer.Ordinal);
        var before = await NewestAsync(document, cancellationToken);
        var made = await documents.ApplyAsync(document.Repository, document.Id, new RecordChange.Make(flexible, [.. retained]), cancellationToken);
        if (made.ChangeToken != before.ChangeToken)
            await RecordAsync("afterMakeRecord", principal, made, made.IsFlexibleRecord ? "flexible record" : "record");
        made = await PlaceAsync(made, cancellationToken);
        await locks.ApplyAsync(made, cancellationToken);
        return made;
    }

    /// <summary>
    /// Retains a record until a time. Of an enforced record a time that still runs only becomes longer; null takes off one that is over.
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: no record; <see cref="DocumentError.Retained"/>: shorter.</exception>
    public async Task<Document> SetRetentionAsync(Principal principal, Document document, DateTimeOffset? until, CancellationToken cancellationToken = default)
    {
        var (before, after) = await ChangeAsync(principal, document, new RecordChange.Retain(until), cancellationToken);
        if (before.RetainUntil != after.RetainUntil)
        {
            var isFirst = before.RetainUntil is null || before.RetainUntil == Retention.Indeterminate;
            var name = after.RetainUntil is null ? "afterUnsetRetention" : isFirst ? "afterSetRetention" : "afterExtendRetention";
            await RecordAsync(name, principal, after, after.Retention.ToString());
        }
        return after;
    }

    /// <summary>Puts a legal hold on a record, which makes a flexible one enforced, or takes it off.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: no record.</exception>
    public async Task<Document> SetLegalHoldAsync(
        Principal principal, Document document, bool hold, string? comment = null, CancellationToken cancellationToken = default)
    {
        var (before, after) = await ChangeAsync(principal, document, new RecordChange.Hold(hold), cancellationToken);
        if (before.HasLegalHold != after.HasLegalHold)
            await RecordAsync(hold ? "afterSetLegalHold" : "afterRemoveLegalHold", principal, after, comment);
        return after;
    }

    /// <summary>Takes off the retention of a record when it is over; true when it was.</summary>
    public async Task<bool> ExpireAsync(Document document, CancellationToken cancellationToken = default)
    {
        var (before, after) = await ChangeAsync(Principal.System, document, new RecordChange.Expire(), cancellationToken);
        if (before.RetainUntil == after.RetainUntil)
            return false;
        await RecordAsync("retentionExpired", Principal.System, after, before.Retention.ToString());
        return true;
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

    // The store's lock comes first where protection grows, and is loosened last, so that at no moment only half of it holds.
    private async Task<(Document Before, Document After)> ChangeAsync(
        Principal principal, Document document, RecordChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(document);
        var before = await NewestAsync(document, cancellationToken);
        var wanted = change.Apply(before, clock.GetUtcNow());
        if (ReferenceEquals(wanted, before))
            return (before, before);
        await locks.ApplyAsync(before, before.Retention.Or(wanted.Retention), cancellationToken);
        var after = await documents.ApplyAsync(document.Repository, document.Id, change, cancellationToken);
        if (before.IsFlexibleRecord && !after.IsFlexibleRecord)
            after = await PlaceAsync(after, cancellationToken);
        await locks.ApplyAsync(after, cancellationToken);
        return (before, after);
    }

    private async Task<Document> NewestAsync(Document document, CancellationToken cancellationToken) =>
        await documents.FindAsync(document.Repository, document.Id, cancellationToken)
        ?? throw new DocumentException(DocumentError.NotFound, $"There is no document '{document.Id}' in repository '{document.Repository}'.");

    private async Task RecordAsync(string eventId, Principal principal, Document document, string? comment) =>
        await audit.WriteAsync(document.Event(eventId, principal, clock, comment), CancellationToken.None);
}
