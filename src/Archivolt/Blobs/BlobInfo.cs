using System.Text.Json.Serialization;

namespace Archivolt.Blobs;

/// <summary>
/// What a document knows of a blob: the key and the descriptive fields that are stored beside it. The platform's persisted names are
/// <c>data</c> (the key), <c>name</c>, <c>mime-type</c>, <c>encoding</c>, <c>digest</c> and <c>length</c>.
/// </summary>
public sealed record BlobInfo
{
    /// <summary>Where the content is.</summary>
    public required BlobKey Key { get; init; }

    /// <summary>Length in bytes; null when unknown (the platform's −1).</summary>
    public long? Length { get; init; }

    /// <summary>Digest as stored: lower-case hexadecimal when it was computed here, but clients may have stored any text.</summary>
    public string? Digest { get; init; }

    /// <summary>File name for people, without path.</summary>
    public string? FileName { get; init; }

    /// <summary>Media type (the platform's <c>mime-type</c>).</summary>
    public string? MediaType { get; init; }

    /// <summary>Character encoding of text content, such as <c>UTF-8</c>.</summary>
    public string? Encoding { get; init; }

    /// <summary>
    /// The open entry of the upload ledger under which the content was stored just now. The document store closes it with the reference; it is not
    /// kept.
    /// </summary>
    [JsonIgnore]
    public Guid? Upload { get; init; }

    /// <summary>The digest with its algorithm, where <see cref="Digest"/> is one that can be recognised; otherwise null.</summary>
    [JsonIgnore]
    public Digest? KnownDigest => Digest is null ? null : Blobs.Digest.OfKey(Digest);
}
