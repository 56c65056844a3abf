using System.Text.Json.Serialization;

namespace Archivolt.Dropbox;

/// <summary>Answers and arguments of Dropbox's API (version 2), as far as they are used.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
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
    [property: JsonPropertyName(".tag")] string? Tag, string? Id, string? Name, string? Rev, string? ContentHash, long Size, DateTimeOffset ServerModified, bool? IsDownloadable, ExportInfo? ExportInfo);

internal sealed record ExportInfo(string? ExportAs, IReadOnlyList<string>? ExportOptions);

internal sealed record Account(string Email, bool EmailVerified);

internal sealed record TemporaryLink(Uri Link);

internal sealed record Revisions(IReadOnlyList<Metadata> Entries);

internal sealed record Folder(IReadOnlyList<Metadata>? Entries, string Cursor, bool HasMore);

internal sealed record Failure(string? ErrorSummary);

internal sealed record PathArgument(string Path);

internal sealed record ExportArgument(string Path, string? ExportFormat);

internal sealed record ThumbnailArgument(ThumbnailResource Resource, string Format, string Size, string Mode);

internal sealed record ThumbnailResource([property: JsonPropertyName(".tag")] string Tag, string Path);

internal sealed record RevisionsArgument(string Path, string Mode, int Limit);

internal sealed record FolderArgument(string Path, bool Recursive, bool IncludeDeleted);

internal sealed record CursorArgument(string Cursor);
