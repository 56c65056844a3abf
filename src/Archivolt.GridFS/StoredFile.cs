using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Archivolt.Stores;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>A document of the collection of files.</summary>
/// <param name="Id">Names its chunks; the platform's are ObjectIds.</param>
/// <param name="Key">Its file name.</param>
/// <param name="Length">Length of the content in bytes.</param>
/// <param name="ChunkSize">Bytes of content in each chunk but the last.</param>
/// <param name="Uploaded">When it was written, or written again.</param>
/// <param name="Version">Which of several files of one name counts: the highest. 0 for what others than this store wrote.</param>
internal sealed record StoredFile(BsonValue Id, string Key, long Length, int ChunkSize, DateTime Uploaded, long Version)
{
    public const string KeyField = "filename";
    public const string LengthField = "length";
    public const string ChunkSizeField = "chunkSize";
    public const string UploadedField = "uploadDate";
    public const string VersionField = "version";

    /// <summary>What is read of a document: without the marks of the platform's collections, of which there may be thousands.</summary>
    public static readonly ProjectionDefinition<BsonDocument, BsonDocument> Fields = Builders<BsonDocument>.Projection
        .Include(KeyField).Include(LengthField).Include(ChunkSizeField).Include(UploadedField).Include(VersionField);

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is none of GridFS.</exception>
    public static StoredFile Of(BsonDocument document) => TryRead(document, out var file) ? file : throw new FormatException(ProblemOf(document));

    /// <summary>Reads a document; false when it is none of GridFS.</summary>
    public static bool TryRead(BsonDocument document, [NotNullWhen(true)] out StoredFile? file)
    {
        file = document.TryGetValue(KeyField, out var key) && key.IsString
            && document.TryGetValue(LengthField, out var length) && length.IsNumeric && length.ToInt64() >= 0
            && document.TryGetValue(ChunkSizeField, out var chunkSize) && chunkSize.IsNumeric && chunkSize.ToInt64() is > 0 and <= 16 * 1024 * 1024
            && document.TryGetValue(UploadedField, out var uploaded) && uploaded.IsValidDateTime
            ? new StoredFile(document["_id"], key.AsString, length.ToInt64(), chunkSize.ToInt32(), uploaded.ToUniversalTime(),
                document.TryGetValue(VersionField, out var version) && version.IsNumeric ? version.ToInt64() : 0)
            : null;
        return file is not null;
    }

    /// <summary>Why a document is none of GridFS.</summary>
    public static string ProblemOf(BsonDocument document) =>
        $"The document {document.GetValue("_id", BsonNull.Value)} in the collection of files lacks a field of GridFS, or one has another type.";

    /// <summary>What a store says of it.</summary>
    public BlobStat ToStat()
    {
        var modified = new DateTimeOffset(Uploaded, TimeSpan.Zero);
        return new BlobStat(Key, Length, modified, string.Create(CultureInfo.InvariantCulture, $"{Id}-{modified.ToUnixTimeMilliseconds()}"));
    }

    /// <summary>The file that counts among those of one name; null for none.</summary>
    public static StoredFile? Current(IEnumerable<StoredFile> files) => files.MaxBy(file => (file.Version, file.Uploaded));
}
