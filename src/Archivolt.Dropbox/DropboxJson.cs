using System.Text.Json.Serialization;
using Archivolt.Blobs;

namespace Archivolt.Dropbox;

/// <summary>Answers and arguments of Dropbox's API (version 2), as far as they are used.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Metadata))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(TemporaryLink))]
[JsonSerializable(typeof(Revisions))]
[JsonSerializable(typeof(Folder))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(PathArgument))]
[JsonSerializable(typeof(ExportArgument))]
[JsonSerializable(typeof(ThumbnailArgument))]
[JsonSerializable(typeof(RevisionsArgument))]
[JsonSerializable(typeof(FolderArgument))]
[JsonSerializable(typeof(CursorArgument))]
internal sealed partial class DropboxJson : JsonSerializerContext;

internal sealed record Metadata(
    [property: JsonPropertyName(".tag")] string? Tag, string? Id, string? Name, string? Rev, string? ContentHash, long Size, DateTimeOffset ServerModified, bool? IsDownloadable, ExportInfo? ExportInfo)
{
    // Folders and deleted files have none.
    public string KnownRev => Rev ?? throw Incomplete();

    public string KnownName => Name ?? throw Incomplete();

    private static BlobException Incomplete() => new(BlobError.IO, "Dropbox gave an answer that cannot be read.");
}

internal sealed record ExportInfo(string? ExportAs, IReadOnlyList<string>? ExportOptions);

internal sealed record Account([property: JsonRequired] string Email, bool EmailVerified);

internal sealed record TemporaryLink([property: JsonRequired] Uri Link);

internal sealed record Revisions([property: JsonRequired] IReadOnlyList<Metadata> Entries);

internal sealed record Folder(IReadOnlyList<Metadata>? Entries, [property: JsonRequired] string Cursor, bool HasMore);

internal sealed record Failure(string? ErrorSummary);

internal sealed record PathArgument(string Path);

internal sealed record ExportArgument(string Path, string? ExportFormat);

internal sealed record ThumbnailArgument(ThumbnailResource Resource, string Format, string Size, string Mode);

internal sealed record ThumbnailResource([property: JsonPropertyName(".tag")] string Tag, string Path);

internal sealed record RevisionsArgument(string Path, string Mode, int Limit);

internal sealed record FolderArgument(string Path, bool Recursive, bool IncludeDeleted);

internal sealed record CursorArgument(string Cursor);
