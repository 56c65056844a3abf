using Archivolt.Blobs;

namespace Archivolt.Documents.Uploads;

/// <summary>Files on their way in, before anybody says which documents they are for.</summary>
/// <param name="Id">Its id, not to be guessed.</param>
/// <param name="Owner">Name of the user who opened it; nobody else sees it.</param>
/// <param name="Expires">When it ends unless something is uploaded to it before, by the database's clock.</param>
/// <param name="Files">Its files by number.</param>
public sealed record UploadBatch(string Id, string Owner, DateTimeOffset Expires, IReadOnlyList<UploadFile> Files);

/// <summary>A file of a batch.</summary>
/// <param name="Index">Its number in the batch, which it keeps when others go.</param>
public sealed record UploadFile(int Index)
{
    /// <summary>File name without directories, as the sender gave it.</summary>
    public string? FileName { get; init; }

    /// <summary>Media type; once everything has arrived in one piece, what name and content tell.</summary>
    public string? MediaType { get; init; }

    /// <summary>Character encoding of text content.</summary>
    public string? Encoding { get; init; }

    /// <summary>Length in bytes, as it was announced; null where it was not.</summary>
    public long? Length { get; init; }

    /// <summary>How many chunks it comes in, in any order; null where it comes from its beginning to its end.</summary>
    public int? ChunkCount { get; init; }

    /// <summary>What its sender said about it, returned unchanged; null for nothing.</summary>
    public string? Metadata { get; init; }

    /// <summary>tus' <c>Upload-Concat</c>, returned unchanged: the file is a piece of another (<c>partial</c>) or made of pieces (<c>final;…</c>); null for neither.</summary>
    public string? Concatenation { get; init; }

    /// <summary>What has arrived, by number.</summary>
    public IReadOnlyList<UploadPart> Parts { get; init; } = [];

    /// <summary>The parts that are complete.</summary>
    public IEnumerable<UploadPart> Arrived => Parts.Where(part => part.Length is not null);

    /// <summary>Numbers of the chunks that are complete, ascending.</summary>
    public IEnumerable<int> ChunkIds => Arrived.Select(part => part.Number);

    /// <summary>Bytes in complete parts.</summary>
    public long ArrivedLength => Arrived.Sum(part => part.Length!.Value);

    /// <summary>True when everything has arrived.</summary>
    public bool IsComplete => Arrived.Any() && (Length is null || Length == ArrivedLength) && (ChunkCount is null || ChunkCount == Arrived.Count());
}

/// <summary>A piece of a file, which a provider holds.</summary>
public sealed record UploadPart
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its number in the file: where its bytes belong.</summary>
    public required int Number { get; init; }

    /// <summary>Id of the provider that holds it.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's resumable write (<see cref="Stores.IResumableWrites"/>); null where the piece is a blob.</summary>
    public string? Write { get; init; }

    /// <summary>The blob's key inside the provider; null where the piece is a resumable write.</summary>
    public string? Key { get; init; }

    /// <summary>The reservation that keeps the blob from being collected (<see cref="Providers.IUploadLedger"/>).</summary>
    public Guid? Reservation { get; init; }

    /// <summary>Its length in bytes; null while it is written.</summary>
    public long? Length { get; init; }

    /// <summary>Its digest where it was written in one go.</summary>
    public Digest? Digest { get; init; }
}
