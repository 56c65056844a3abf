namespace Archivolt.Documents.Uploads;

/// <summary>A batch of uploads as whoever looks after the installation sees it.</summary>
public sealed record OpenUpload
{
    /// <summary>Id of the batch.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the user who opened it.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was opened, by the database's clock.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends unless something is uploaded to it before, by the database's clock.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>True when it ended or expired, and only waits to be taken away.</summary>
    public bool IsOver { get; init; }

    /// <summary>Number of its files.</summary>
    public int Files { get; init; }

    /// <summary>Name of one of its files; null where none has a name.</summary>
    public string? FileName { get; init; }

    /// <summary>Bytes that have arrived, those of files on their way included as far as their store tells.</summary>
    public long Arrived { get; init; }

    /// <summary>Bytes that were announced; null where a file's length was not.</summary>
    public long? Announced { get; init; }

    /// <summary>Number of parts that are being written, whose bytes the ledger does not know yet.</summary>
    public int Growing { get; init; }
}
