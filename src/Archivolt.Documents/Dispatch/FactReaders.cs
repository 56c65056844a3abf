using System.Collections.Frozen;

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

    private static readonly FrozenSet<string> SystemNames = FrozenSet.Create(StringComparer.Ordinal,
        "ecm:repositoryName", "ecm:path", "ecm:isRecord", "ecm:isFlexibleRecord", "ecm:lifeCycleState",
        "ecm:majorVersion", "ecm:minorVersion");

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
        "ecm:majorVersion" => new PropertyReader("uid:major_version", schemas).Read,
        "ecm:minorVersion" => new PropertyReader("uid:minor_version", schemas).Read,
        _ when name.StartsWith(BlobPrefix, StringComparison.Ordinal) => null,
        _ => new PropertyReader(name, schemas).Read,
    };

    private static Fact AgeOf(in DispatchSubject subject)
    {
        var (used, modified) = (subject.Blob.LastAccess, subject.Document.Modified);
        var last = used is null || modified > used ? modified : used;
        return subject.Blob.Now is { } now && last is { } moment ? Fact.OfAge(now - moment) : Fact.Missing;
    }

    /// <summary>True for the platform's own names that stand for something here.</summary>
    public static bool IsSystemName(string name) => SystemNames.Contains(name);
}
