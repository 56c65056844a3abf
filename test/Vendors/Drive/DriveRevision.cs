namespace Archivolt.Vendors.Drive;

/// <summary>A state of a file's content; of a native document it has exports instead of content.</summary>
public sealed class DriveRevision
{
    internal DriveRevision(string id, Content? content, DateTimeOffset modified, DriveAccount by) =>
        (Id, Content, Modified, By) = (id, content, modified, by);

    public string Id { get; }

    public Content? Content { get; }

    public DateTimeOffset Modified { get; }

    public DriveAccount By { get; }

    /// <summary>True once somebody asked Drive not to purge it.</summary>
    public bool IsKept { get; internal set; }

    /// <summary>What a native document is exported to, by MIME type; a line of text where a test does not say.</summary>
    public IDictionary<string, Content> Exports { get; } = new Dictionary<string, Content>(StringComparer.Ordinal);

    internal Content Export(DriveFile file, string type) =>
        Exports.TryGetValue(type, out var content) ? content : Content.Of($"{file.Name}, revision {Id}, as {type}\n");
}
