using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>What a vendor knows of a file.</summary>
public sealed record LinkedFile
{
    /// <summary>The vendor's id.</summary>
    public required string Id { get; init; }

    /// <summary>The revision that was asked for; null for the file as it is now.</summary>
    public string? Revision { get; init; }

    /// <summary>The name that people gave it.</summary>
    public required string Name { get; init; }

    /// <summary>Changes with every change of the content, and otherwise with nothing; opaque.</summary>
    public required string Version { get; init; }

    /// <summary>The vendor's id of the revision that this is, where it has one; a new name may be a new revision.</summary>
    public string? RevisionId { get; init; }

    /// <summary>When the content last changed.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>Media type; null where the vendor knows none.</summary>
    public string? MediaType { get; init; }

    /// <summary>Length in bytes; null for a document of the vendor's own kind, which has no bytes but only <see cref="Conversions"/>.</summary>
    public long? Length { get; init; }

    /// <summary>A digest of the bytes, where the vendor gives one by a usual algorithm.</summary>
    public Digest? Digest { get; init; }

    /// <summary>True where the file lies in the vendor's trash.</summary>
    public bool IsTrashed { get; init; }

    /// <summary>False where its owner lets others look at it but not download it.</summary>
    public bool CanDownload { get; init; } = true;

    /// <summary>Media types that the vendor can convert it to; the first one stands for the content of a file without bytes.</summary>
    public IReadOnlyList<string> Conversions { get; init; } = [];

    /// <summary>True where the vendor has a small picture of it.</summary>
    public bool HasThumbnail { get; init; }

    /// <summary>Applications that open it.</summary>
    public IReadOnlyList<AppLink> AppLinks { get; init; } = [];

    /// <summary>Where people look at it, signed in at the vendor.</summary>
    public Uri? ViewUrl { get; init; }

    /// <summary>Where people change it, signed in at the vendor.</summary>
    public Uri? EditUrl { get; init; }

    /// <summary>Its view for a frame in another page.</summary>
    public Uri? EmbedUrl { get; init; }
}

/// <summary>An application that opens a file, as the platform's enricher <c>appLinks</c> shows it.</summary>
/// <param name="Name">Name of the application.</param>
/// <param name="Icon">Its picture.</param>
/// <param name="Link">Opens the file.</param>
public sealed record AppLink(string Name, Uri? Icon, Uri Link);

/// <summary>A revision of a file.</summary>
/// <param name="Id">The vendor's id.</param>
/// <param name="Modified">When it was made.</param>
/// <param name="Length">Length in bytes; null without bytes.</param>
/// <param name="IsKept">True where the vendor does not delete it by itself.</param>
public sealed record LinkedRevision(string Id, DateTimeOffset Modified, long? Length, bool IsKept);

/// <summary>What changed in an account.</summary>
/// <param name="FileIds">The files; one may be there that is gone, or that nothing happened to.</param>
/// <param name="Cursor">Where the next call goes on.</param>
/// <param name="HasMore">True when the next call has more at once.</param>
/// <param name="IsComplete">False where the vendor forgot the cursor and anything may have changed.</param>
public sealed record LinkedChanges(IReadOnlyList<string> FileIds, string Cursor, bool HasMore, bool IsComplete = true);

/// <summary>A picture or a conversion, as the vendor sends it.</summary>
/// <param name="Body">The bytes; owned by whoever got this.</param>
/// <param name="MediaType">Media type.</param>
/// <param name="Length">Length in bytes; null where the vendor does not say.</param>
public sealed record LinkedContent(Stream Body, string MediaType, long? Length) : IAsyncDisposable
{
    // Held in memory; Drive converts up to 10 MB.
    private const int Longest = 16 * 1024 * 1024;

    private const int Block = 64 * 1024;

    /// <summary>The content of an answer, which belongs to it from then on.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="mediaType">Its media type, where it is known better than the answer says; null otherwise.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<LinkedContent> OfAsync(HttpResponseMessage answer, string? mediaType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var headers = answer.Content.Headers;
        return new LinkedContent(await AnswerStream.OfAsync(answer, cancellationToken), mediaType ?? headers.ContentType?.MediaType ?? MediaTypes.Unknown, headers.ContentLength);
    }

    /// <summary>Reads the whole of it into memory.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.TooLarge"/>: it is longer than 16 MiB.</exception>
    public async Task<MemoryStream> ReadAsync(CancellationToken cancellationToken = default)
    {
        var bytes = new MemoryStream();
        var block = new byte[Block];
        for (int read; (read = await Body.ReadAsync(block, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > Longest)
                throw new BlobException(BlobError.TooLarge, $"What the vendor made of the file is longer than {Longest} bytes.");
            bytes.Write(block, 0, read);
        }
        bytes.Position = 0;
        return bytes;
    }

    /// <summary>Closes the body.</summary>
    public ValueTask DisposeAsync() => Body.DisposeAsync();
}
