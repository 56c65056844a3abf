using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Documents;

/// <summary>A document: a typed node in a repository's tree whose properties may hold blobs.</summary>
public sealed record Document
{
    /// <summary>Name of the repository.</summary>
    public required string Repository { get; init; }

    /// <summary>Identifier, a lower-case UUID text.</summary>
    public required string Id { get; init; }

    /// <summary>The parent's identifier; null for the repository's root.</summary>
    public string? ParentId { get; init; }

    /// <summary>Last segment of the path; empty for the root.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path, such as <c>/default-domain/workspaces/a</c>; <c>/</c> for the root.</summary>
    public required string Path { get; init; }

    /// <summary>Document type, such as <c>File</c>, <c>Folder</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Life-cycle state.</summary>
    public string State { get; init; } = "project";

    /// <summary>Facets beyond those of the type.</summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>
    /// Opaque text that changes with every write; the platform's <c>changeToken</c>. Two counters: changes, and moves of content to other
    /// providers, which are no change to people.
    /// </summary>
    public string ChangeToken { get; init; } = "0-0";

    /// <summary>The facet of versions.</summary>
    internal const string VersionFacet = "Immutable";

    /// <summary>True for a version: a state of the document above it, which nobody changes.</summary>
    public bool IsVersion => Facets.Contains(VersionFacet, StringComparer.Ordinal);

    /// <summary>True while the document is as its last version is; a change of its properties or content checks it out again.</summary>
    public bool IsCheckedIn { get; init; }

    /// <summary>True for a trashed document.</summary>
    public bool IsTrashed { get; init; }

    /// <summary>True for a record, whose content is kept as it is.</summary>
    public bool IsRecord { get; init; }

    /// <summary>True for a record that its holders may still change (the platform's flexible record).</summary>
    public bool IsFlexibleRecord { get; init; }

    /// <summary>
    /// Until when a record is retained; null for no such time, <see cref="Retention.Indeterminate"/> for no known end. It may lie in the past:
    /// see <see cref="Retention"/>.
    /// </summary>
    public DateTimeOffset? RetainUntil { get; init; }

    /// <summary>True while a legal hold lies on the record.</summary>
    public bool HasLegalHold { get; init; }

    /// <summary>
    /// Which blobs of a record are retained with it: canonical paths, <c>*</c> for an index, as they were configured when it became a record.
    /// </summary>
    public IReadOnlyList<string> RetainedProperties { get; init; } = [];

    /// <summary>Who locked the document; null for nobody.</summary>
    public DocumentLock? Lock { get; init; }

    /// <summary>What protects the document.</summary>
    public Retention Retention => new(RetainUntil, HasLegalHold);

    /// <summary>The properties. Mutable: a changed document is stored by <see cref="IDocumentStore.UpdateAsync"/>.</summary>
    public PropertyMap Properties { get; init; } = new();

    /// <summary>The display title: <c>dc:title</c>, or the name.</summary>
    public string Title => Properties.Get("dc:title") as string is { Length: > 0 } title ? title : Name;

    /// <summary><c>dc:modified</c>, when set.</summary>
    public DateTimeOffset? Modified => Properties.Get("dc:modified") as DateTimeOffset?;

    /// <summary>True when the document was changed since it had a token; content that was moved to another provider does not count.</summary>
    public bool HasChangedSince(string changeToken)
    {
        ArgumentNullException.ThrowIfNull(changeToken);
        return !Changes(changeToken).SequenceEqual(Changes(ChangeToken));

        static ReadOnlySpan<char> Changes(string token) => token.AsSpan(0, token.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash ? dash : token.Length);
    }

    /// <summary>Refuses when the document was changed since it had a token; null is any state.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>.</exception>
    public void CheckUnchanged(string? changeToken)
    {
        if (changeToken is not null && HasChangedSince(changeToken))
        {
            throw new DocumentException(DocumentError.Conflict,
                $"The document changed meanwhile: its change token is {ChangeToken}, not {changeToken}. Read it again.");
        }
    }

    /// <summary>Every blob of the document with its canonical path, in property order.</summary>
    public IEnumerable<(PropertyPath Path, BlobInfo Blob)> Blobs() => Properties.Blobs();

    /// <summary>A copy whose properties can be changed without touching this one.</summary>
    public Document Copy() => this with { Properties = Properties.Copy() };
}
