using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.GoogleDrive;

/// <summary>Answers of Drive's API (version 3), as far as they are used.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DriveFile))]
[JsonSerializable(typeof(DriveRevision))]
[JsonSerializable(typeof(DriveRevisions))]
[JsonSerializable(typeof(DriveChanges))]
[JsonSerializable(typeof(DriveFailure))]
[JsonSerializable(typeof(UserInfo))]
internal sealed partial class DriveJson : JsonSerializerContext;

internal sealed record DriveFile(
    [property: JsonRequired] string Id, [property: JsonRequired] string Name, string? MimeType, long? Size, string? Md5Checksum, string? HeadRevisionId,
    [property: JsonRequired] DateTimeOffset ModifiedTime, bool Trashed, Uri? WebViewLink, Uri? IconLink,
    string? ThumbnailLink, IReadOnlyDictionary<string, string>? ExportLinks, DriveCapabilities? Capabilities)
{
    public const string Fields =
        "id,name,mimeType,size,md5Checksum,headRevisionId,modifiedTime,trashed,webViewLink,iconLink,thumbnailLink,exportLinks,capabilities(canDownload,canEdit)";

    // What tells one state of the content from another.
    public const string VersionFields = "id,name,headRevisionId,modifiedTime";

    public string Version => HeadRevisionId ?? ModifiedTime.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record DriveCapabilities(bool? CanDownload, bool? CanEdit);

internal sealed record DriveRevision([property: JsonRequired] string Id, string? MimeType, [property: JsonRequired] DateTimeOffset ModifiedTime, long? Size, string? Md5Checksum, bool? KeepForever)
{
    public const string Fields = "id,mimeType,modifiedTime,size,md5Checksum,keepForever";
}

internal sealed record DriveRevisions(IReadOnlyList<DriveRevision>? Revisions, string? NextPageToken);

internal sealed record DriveChanges(IReadOnlyList<DriveChange>? Changes, string? NextPageToken, string? NewStartPageToken, string? StartPageToken);

internal sealed record DriveChange(string? FileId);

internal sealed record DriveFailure(DriveError? Error);

internal sealed record DriveError(IReadOnlyList<DriveReason>? Errors);

internal sealed record DriveReason(string? Reason);

// Some answers have the flag as a text.
internal sealed record UserInfo(string? Email, [property: JsonPropertyName("email_verified")] JsonElement EmailVerified)
{
    public bool IsVerified => EmailVerified.ValueKind == JsonValueKind.True || (EmailVerified.ValueKind == JsonValueKind.String && EmailVerified.GetString() == "true");
}
