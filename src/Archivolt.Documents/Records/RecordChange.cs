using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Stores;

namespace Archivolt.Documents.Records;

/// <summary>Changes of what makes a document a record. The rules are the platform's, except that nobody is above them.</summary>
internal abstract class RecordChange(Principal principal, EditOptions? options) : ProtectedEdit(principal, options)
{
    /// <summary>Makes a document a record, or a flexible record an enforced one. There is no way back.</summary>
    public sealed class Make(Principal principal, EditOptions? options, bool flexible, IReadOnlyList<string> retainedProperties)
        : RecordChange(principal, options)
    {
        public override ChangeNote NoteOf(Document before, Document after) =>
            Note("afterMakeRecord", after.IsFlexibleRecord ? "flexible record" : "record");

        protected override Document Change(Document present, DateTimeOffset now) => present switch
        {
            { IsVersion: true } => throw new DocumentException(DocumentError.Invalid, $"Version cannot be made record: {present.Id}"),
            { IsRecord: false } => present with { IsRecord = true, IsFlexibleRecord = flexible, RetainedProperties = retainedProperties },
            { IsFlexibleRecord: true } when !flexible => present with { IsFlexibleRecord = false },
            _ => present,
        };
    }

    /// <summary>Sets how long a record is retained; of an enforced one a time that still runs only becomes longer, unless it waited for its end to be known.</summary>
    public sealed class Retain(Principal principal, EditOptions? options, DateTimeOffset? until) : RecordChange(principal, options)
    {
        private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

        // Kept to the millisecond, and never a moment too short, except in the last millisecond there is.
        private readonly DateTimeOffset? _until = until is { } given
            ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(
                Last, (given.UtcTicks - DateTimeOffset.UnixEpoch.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond))
            : null;

        public override ChangeNote NoteOf(Document before, Document after)
        {
            var isFirst = before.RetainUntil is null || before.RetainUntil == Retention.Indeterminate;
            return Note(after.RetainUntil is null ? "afterUnsetRetention" : isFirst ? "afterSetRetention" : "afterExtendRetention", after.Retention.ToString());
        }

        protected override Document Change(Document present, DateTimeOffset now)
        {
            CheckRecord(present);
            if (_until == present.RetainUntil)
                return present;
            if (_until <= now)
                throw new DocumentException(DocumentError.Invalid, $"The retention would end at {_until:yyyy-MM-ddTHH:mm:ssZ}, which is over; give a time to come.");
            var isRunning = present.RetainUntil > now && !present.IsFlexibleRecord;
            if (isRunning && _until == Retention.Indeterminate)
            {
                throw new DocumentException(DocumentError.Retained,
                    $"A retention that runs until {present.RetainUntil:yyyy-MM-ddTHH:mm:ssZ} is not made indeterminate, which any date could end; put a legal hold on the record instead.");
            }
            var shortens = isRunning && (_until is null || _until < present.RetainUntil && present.RetainUntil != Retention.Indeterminate);
            return shortens
                ? throw new DocumentException(DocumentError.Retained,
                    $"Cannot reduce retention time from: {present.RetainUntil:yyyy-MM-ddTHH:mm:ssZ} to: {(_until is null ? "none" : $"{_until:yyyy-MM-ddTHH:mm:ssZ}")}")
                : present with { RetainUntil = _until };
        }
    }

    /// <summary>Puts a legal hold on a record, which makes a flexible one enforced, or takes it off.</summary>
    public sealed class Hold(Principal principal, EditOptions? options, bool on) : RecordChange(principal, options)
    {
        public override ChangeNote NoteOf(Document before, Document after) => Note(on ? "afterSetLegalHold" : "afterRemoveLegalHold");

        protected override Document Change(Document present, DateTimeOffset now)
        {
            CheckRecord(present);
            return present.HasLegalHold == on ? present : present with { HasLegalHold = on, IsFlexibleRecord = present.IsFlexibleRecord && !on };
        }
    }

    /// <summary>Takes off a retention that is over.</summary>
    public sealed class Expire() : RecordChange(Principal.System, options: null)
    {
        public override ChangeNote NoteOf(Document before, Document after) => Note("retentionExpired", before.Retention.ToString());

        protected override Document Change(Document present, DateTimeOffset now) =>
            present.RetainUntil <= now ? present with { RetainUntil = null } : present;
    }

    private static void CheckRecord(Document document)
    {
        if (!document.IsRecord)
            throw new DocumentException(DocumentError.Invalid, $"Document is not a record: {document.Id}. Make it one first.");
    }
}
