namespace Archivolt.Documents.Dispatch;

/// <summary>Finds out what the name in a clause stands for.</summary>
internal static class FactReaders
{
    /// <summary>Prefix of the names that speak of the blob.</summary>
    public const string BlobPrefix = "blob:";

    /// <summary>Prefix of the platform's own names.</summary>
    public const string SystemPrefix = "ecm:";

    /// <summary>
    /// How long ago the content was last used. Archivolt's own: the platform knows no such name, and a rule with it never matches there.
    /// </summary>
    public const string LastAccess = "blob:lastAccess";

    /// <summary>The main blob's path, and the only one that a record's rule speaks of.</summary>
    public const string MainBlob = "content";

    /// <summary>The platform's own names that its rules can read; it skips a rule with any other.</summary>
    public static readonly IReadOnlyList<string> SystemNames =
    [
        "ecm:repositoryName", "ecm:path", "ecm:isRecord", "ecm:isFlexibleRecord", "ecm:lifeCycleState", "ecm:isTrashed", "ecm:majorVersion", "ecm:minorVersion",
        "ecm:lifeCyclePolicy", "ecm:fulltextJobId", "ecm:fulltextSimple", "ecm:fulltextBinary", "ecm:blobKeys",
    ];

    /// <summary>The reader of a name; null for a name of a blob that there is none of.</summary>
    public static FactReader? For(string name, SchemaRegistry schemas) => name switch
    {
        "blob:name" => static (in subject) => Fact.Of(subject.Blob.FileName),
        "blob:mime-type" => static (in subject) => Fact.Of(subject.Blob.MediaType),
        "blob:encoding" => static (in subject) => Fact.Of(subject.Blob.Encoding),
        "blob:digest" => static (in subject) => Fact.Of(subject.Blob.Digest),
        // −1 is the platform's "unknown", so that blob:length<1000 takes content of unknown length.
        "blob:length" => static (in subject) => Fact.Of(subject.Blob.Length ?? -1),
        "blob:xpath" => static (in subject) => Fact.Of(subject.XPath),
        LastAccess => AgeOf,
        "ecm:repositoryName" => static (in subject) => Fact.Of(subject.Document.Repository),
        // A version or placeless document has no path.
        "ecm:path" => static (in subject) => Fact.Of(subject.Document.Path is { Length: > 0 } path ? path : null),
        "ecm:isRecord" => static (in subject) => Fact.Of(subject.Document.IsRecord),
        "ecm:isFlexibleRecord" => static (in subject) => Fact.Of(subject.Document.IsFlexibleRecord),
        "ecm:lifeCycleState" => static (in subject) => Fact.Of(subject.Document.State),
        "ecm:isTrashed" => static (in subject) => Fact.Of(subject.Document.IsTrashed),
        "ecm:majorVersion" or "major_version" => Always(new PropertyReader("uid:major_version", schemas)),
        "ecm:minorVersion" or "minor_version" => Always(new PropertyReader("uid:minor_version", schemas)),
        // Documents have none of these here: they are empty, which skips no rule.
        "ecm:lifeCyclePolicy" or "ecm:fulltextJobId" or "ecm:blobKeys" => static (in _) => Fact.Null,
        _ when IsFullText(name) => static (in _) => Fact.Null,
        _ when name.StartsWith(BlobPrefix, StringComparison.Ordinal) => null,
        _ => new PropertyReader(name, schemas).Read,
    };

    // A system property of every document, whatever its type.
    private static FactReader Always(PropertyReader reader) =>
        (in subject) => reader.Read(subject) is { Kind: not FactKind.Missing } fact ? fact : Fact.Null;

    private static Fact AgeOf(in DispatchSubject subject)
    {
        var (used, modified) = (subject.Blob.LastAccess, subject.Document.Modified);
        var last = used is null || modified > used ? modified : used;
        return subject.Blob.Now is { } now && last is { } moment ? Fact.OfAge(now - moment) : Fact.Missing;
    }

    /// <summary>True for the platform's own names that rules can read.</summary>
    public static bool IsSystemName(string name) => SystemNames.Contains(name, StringComparer.Ordinal) || IsFullText(name);

    private static bool IsFullText(string name) =>
        name.StartsWith("ecm:fulltextSimple", StringComparison.Ordinal) || name.StartsWith("ecm:fulltextBinary", StringComparison.Ordinal);
}
