using System.Globalization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Editing;

/// <summary>
/// Versions of documents: states that are kept with their content. A version is a document below the one that it is of, which nobody changes; it goes with that document.
/// </summary>
/// <remarks>Methods throw <see cref="DocumentException"/> as <see cref="DocumentEditor"/> does.</remarks>
public sealed class DocumentVersions(DocumentEditor editor, IDocumentStore documents, SchemaRegistry schemas, LinkedVersions? linked = null)
{
    private const int MaxVersions = 1000;
    private const int PageSize = 200;
    private const int Attempts = 10;

    private static readonly PropertyPath Major = PropertyPath.Parse("uid:major_version");
    private static readonly PropertyPath Minor = PropertyPath.Parse("uid:minor_version");

    // A document's own, whatever state it is brought back to.
    private static readonly string[] Lasting = ["dc:creator", "dc:created", "dc:modified", "dc:contributors", "dc:lastContributor"];

    private readonly KeyLocks _locks = new();

    /// <summary>True where versions can be made of a document: its type says so, and it is no record.</summary>
    public bool AreOfferedFor(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return !document.IsRecord && IsVersionable(document.Type);
    }

    /// <summary>The versions of a document, the oldest first.</summary>
    public async Task<IReadOnlyList<Document>> ListAsync(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var versions = new List<Document>();
        for (var offset = 0; ; offset += PageSize)
        {
            var (page, total) = await documents.ListChildrenAsync(document.Repository, document.Id, offset, PageSize, cancellationToken);
            versions.AddRange(page.Where(child => child.IsVersion));
            if (offset + PageSize >= total)
                return versions;
        }
    }

    /// <summary>
    /// Keeps the present state of a document as a version, numbered behind the last one, so that the document is checked in; takes <see cref="Permission.Write"/>.
    /// </summary>
    /// <param name="principal">Who does it.</param>
    /// <param name="document">The document.</param>
    /// <param name="isMajor">True to go on to the next whole number.</param>
    /// <param name="comment">Goes into the audit log.</param>
    /// <returns>The version.</returns>
    public async Task<Document> CheckInAsync(Principal principal, Document document, bool isMajor, string? comment = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!IsVersionable(document.Type))
            throw new DocumentException(DocumentError.Invalid, $"Documents of type '{document.Type}' have no versions.");
        using var held = await _locks.TakeAsync(document.Id, CancellationToken.None);
        for (var attempt = 1; ; attempt++)
        {
            var present = await documents.FindAsync(document.Repository, document.Id) ?? throw new DocumentException(DocumentError.NotFound, "The document was deleted meanwhile.");
            if (present.IsRecord)
                throw new DocumentException(DocumentError.Invalid, $"Record cannot be checked in: {present.Id}");
            var versions = await ListAsync(present);
            if (versions.Count >= MaxVersions)
                throw new DocumentException(DocumentError.Invalid, $"A document has at most {MaxVersions} versions.");
            // By the versions that are there, and not by what the document says: so an end of the server between the two changes below repeats no number.
            var (major, minor) = versions.Select(NumberOf).Append((0, 0)).Max();
            (major, minor) = isMajor ? (major + 1, 0) : (major, minor + 1);
            var label = string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}");
            var version = await editor.CreateVersionAsync(principal, present, label, new EditOptions { Comment = comment ?? label }, async copy =>
            {
                foreach (var (head, value) in present.Properties.Copy())
                    copy.Properties.Set(head, value);
                SetNumber(copy, major, minor);
                return linked is null ? [] : await linked.FreezeAsync(principal, copy);
            });
            if (version.Name == label || await IsAloneAsync(version, present, label))
            {
                await editor.CheckInAsync(principal, present, changed => !changed.HasChangedSince(present.ChangeToken), changed =>
                {
                    SetNumber(changed, major, minor);
                    return DocumentEditor.NoContents;
                }, new EditOptions { Comment = $"version {label}" });
                return version;
            }
            // Another server was faster with this number.
            await documents.DeleteAsync(version.Repository, version.Id);
            if (attempt == Attempts)
                throw new DocumentException(DocumentError.Conflict, "Others keep making versions of this document; try again.");
        }
    }

    /// <summary>
    /// Brings a document back to the state of one of its versions, so that it is checked in; takes <see cref="Permission.Write"/> on the document. Returns the document.
    /// </summary>
    public async Task<Document> RestoreAsync(Principal principal, Document version, EditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (!version.IsVersion || await documents.FindAsync(version.Repository, version.ParentId!) is not { } document)
            throw new DocumentException(DocumentError.Invalid, "The document is no version that another one could be brought back to.");
        return await editor.CheckInAsync(principal, document, _ => true, present =>
        {
            if (present.IsRecord)
                throw new DocumentException(DocumentError.Invalid, $"Record cannot be brought back to a version: {present.Id}");
            var kept = version.Properties.Copy();
            foreach (var (head, _) in present.Properties.Copy().Where(property => !Lasting.Contains(property.Key, StringComparer.Ordinal)))
                present.Properties.Set(head, kept.Get(head));
            foreach (var (head, value) in kept.Where(property => !Lasting.Contains(property.Key, StringComparer.Ordinal)))
                present.Properties.Set(head, value);
            return DocumentEditor.NoContents;
        }, (options ?? EditOptions.Default) with { Comment = $"restored version {version.Name}" });
    }

    /// <summary>The number of a version, as <c>1.0</c>; of a document that of its last version, with <c>+</c> once it is checked out; empty where there is none.</summary>
    public static string LabelOf(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (major, minor) = NumberOf(document);
        return (major, minor) == (0, 0) ? "" : string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}{(document.IsVersion || document.IsCheckedIn ? "" : "+")}");
    }

    // The name may be that of a child. Of several with one number the one that is called so stays, else the one whose id is the first.
    private async Task<bool> IsAloneAsync(Document version, Document document, string label) => !(await ListAsync(document)).Any(other =>
        other.Id != version.Id && NumberOf(other) == NumberOf(version) && (other.Name == label || string.CompareOrdinal(other.Id, version.Id) < 0));

    private bool IsVersionable(string type) => schemas.Types.GetValueOrDefault(type)?.Facets.Contains("Versionable", StringComparer.Ordinal) is true;

    private static (long Major, long Minor) NumberOf(Document version) => (version.Properties.Get(Major) as long? ?? 0, version.Properties.Get(Minor) as long? ?? 0);

    private static void SetNumber(Document document, long major, long minor)
    {
        document.Properties.Set(Major, major);
        document.Properties.Set(Minor, minor);
    }
}
