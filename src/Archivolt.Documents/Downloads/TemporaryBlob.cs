using Archivolt.Blobs;
using Archivolt.Documents.Uploads;
using Archivolt.Stores;

namespace Archivolt.Documents.Downloads;

/// <summary>Content of no document that waits for its owner, or will.</summary>
public sealed class TemporaryBlob
{
    internal TemporaryBlob(Guid key, UploadFile file) => (Key, File) = (key, file);

    /// <summary>Its name in addresses; not to be guessed.</summary>
    public Guid Key { get; }

    /// <summary>True when all of it is there.</summary>
    public bool IsCompleted => File.IsComplete;

    /// <summary>Why there will be none, in a sentence; null while there is no such reason.</summary>
    public string? Error => TemporaryBlobs.ErrorOf(File);

    /// <summary>What a store would know of it, once it is completed.</summary>
    public BlobStat Stat => new(Key.ToString(), File.ArrivedLength, default, Key.ToString());

    /// <summary>Its description, once it is completed.</summary>
    public BlobInfo Info => new()
    {
        Key = new BlobKey(Part.Provider, Key.ToString()),
        FileName = File.FileName,
        MediaType = File.MediaType,
        Digest = Part.Digest?.Hex,
        Length = Stat.Length,
    };

    internal UploadFile File { get; }

    internal UploadPart Part => File.Arrived.Single();
}
