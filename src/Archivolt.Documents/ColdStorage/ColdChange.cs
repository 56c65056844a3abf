using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;

namespace Archivolt.Documents.ColdStorage;

/// <summary>The steps of a document on its way to cold storage and back.</summary>
internal abstract class ColdChange(Principal principal, EditOptions? options) : ProtectedEdit(principal, options)
{
    /// <summary>Content goes to cold storage, a placeholder takes its place.</summary>
    public sealed class Move(Principal principal, EditOptions? options, BlobInfo content, BlobInfo? placeholder) : ColdChange(principal, options)
    {
        public override ChangeNote NoteOf(Document before, Document after) => Note("coldStorageContentMoved");

        protected override Document Change(Document present, DateTimeOffset now)
        {
            if (ColdContent.IsCold(present))
                return present;
            if (present.Retention.HoldsAt(now))
                throw UnderRetention(present);
            if (!content.Equals(present.Properties.Get(ColdContent.MainPath)))
                throw new DocumentException(DocumentError.Conflict, $"The content of document {present.Id} changed meanwhile; repeat the move.");
            var moved = present.Copy() with { Facets = [.. present.Facets, ColdContent.Facet] };
            moved.Properties.Set(ColdContent.Path, content);
            moved.Properties.Set(ColdContent.MainPath, placeholder);
            return moved;
        }
    }

    /// <summary>Content was asked for.</summary>
    public sealed class Retrieve(Principal principal, EditOptions? options, int days, bool toRestore) : ColdChange(principal, options)
    {
        public override ChangeNote NoteOf(Document before, Document after) => Note("coldStorageContentToRetrieve", $"{days} days");

        protected override Document Change(Document present, DateTimeOffset now)
        {
            CheckRetrievable(present, toRestore);
            return With(present, beingRetrieved: true, toBeRestored: toRestore, until: null);
        }
    }

    /// <summary>Content can be read until a time.</summary>
    public sealed class MakeAvailable(Principal principal, DateTimeOffset until) : ColdChange(principal, options: null)
    {
        public override ChangeNote NoteOf(Document before, Document after) => Note("coldStorageContentAvailable") with
        {
            Extended = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["coldStorageAvailableUntil"] = until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["archiveLocation"] = DownloadUrl.Build(after, ColdContent.Path, ColdContent.Of(after)!),
            },
        };

        protected override Document Change(Document present, DateTimeOffset now) => With(present, beingRetrieved: false, toBeRestored: false, until);
    }

    /// <summary>Content can no longer be read.</summary>
    public sealed class Expire() : ColdChange(Principal.System, options: null)
    {
        public override ChangeNote? NoteOf(Document before, Document after) => null;

        protected override Document Change(Document present, DateTimeOffset now) => With(present, beingRetrieved: false, toBeRestored: false, until: null);
    }

    /// <summary>Content is back in its place.</summary>
    public sealed class Restore(Principal principal, EditOptions? options) : ColdChange(principal, options)
    {
        public override ChangeNote NoteOf(Document before, Document after) => Note("coldStorageContentRestored");

        protected override Document Change(Document present, DateTimeOffset now)
        {
            if (!ColdContent.IsCold(present))
                return present;
            var restored = present.Copy() with { Facets = [.. present.Facets.Where(facet => facet != ColdContent.Facet)] };
            restored.Properties.Set(ColdContent.MainPath, ColdContent.Of(present));
            foreach (var head in present.Properties.Heads.Where(head => head.StartsWith("coldstorage:", StringComparison.Ordinal)))
                restored.Properties.Remove(head);
            return restored;
        }
    }

    public static DocumentException UnderRetention(Document document) => new(DocumentError.ContentLocked,
        $"The document {document.Id} is under retention or legal hold and cannot be moved to cold storage");

    /// <summary>Refuses to ask once more for content that was asked for.</summary>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.ContentLocked"/>: it is being retrieved; to restore it, <see cref="DocumentError.Conflict"/>: it is being restored.
    /// </exception>
    public static void CheckRetrievable(Document present, bool toRestore)
    {
        if (toRestore && present.Has(ColdContent.ToBeRestored))
            throw new DocumentException(DocumentError.Conflict, $"The document {present.Id} is being restored already.");
        if (!toRestore && present.Has(ColdContent.BeingRetrieved))
            throw new DocumentException(DocumentError.ContentLocked, $"The content of document {present.Id} is being retrieved already.");
    }

    private static Document With(Document present, bool beingRetrieved, bool toBeRestored, DateTimeOffset? until)
    {
        if (!ColdContent.IsCold(present))
            return present;
        var changed = present.Copy();
        Set(ColdContent.BeingRetrieved, beingRetrieved ? true : null);
        Set(ColdContent.ToBeRestored, toBeRestored ? true : null);
        Set(ColdContent.Available, until is null ? null : true);
        Set(ColdContent.DownloadableUntil, until);
        return changed;

        void Set(string property, object? value) => changed.Properties.Set(property, value);
    }
}
