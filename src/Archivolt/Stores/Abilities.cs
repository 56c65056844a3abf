namespace Archivolt.Stores;

/// <summary>Ability of stores whose blobs are plain files here: lets the download service send them without copying.</summary>
public interface ILocalFiles
{
    /// <summary>Absolute path of the file that holds exactly the content, or null when the blob is not here. Read it, never change it.</summary>
    ValueTask<string?> FindFileAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>
/// Ability of stores where content already present can be written again without its bytes: the existence check and the new age in one call.
/// </summary>
public interface IRefreshesAge
{
    /// <summary>
    /// Makes the blob as young as if it had just been written, and its presence as durable as a commit would; null when it is not here.
    /// </summary>
    ValueTask<BlobStat?> RefreshAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>What a signed URL is for. (The platform's usage hints.)</summary>
public enum UrlUsage
{
    /// <summary>The content as a file to keep.</summary>
    Download,

    /// <summary>The content to be read by a program.</summary>
    Stream,

    /// <summary>A page that shows the content.</summary>
    View,

    /// <summary>A page that edits the content.</summary>
    Edit,

    /// <summary>A page part that shows the content inside another page.</summary>
    Embed,
}

/// <summary>Ability of stores that can let a client fetch content directly for a while.</summary>
public interface ISignsUrls
{
    /// <summary>A URL that gives the blob's content without further authentication, or null when it is to be streamed through the server.</summary>
    ValueTask<Uri?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What the answer behind a signed URL should look like.</summary>
/// <param name="Usage">What the URL is for.</param>
/// <param name="MediaType">Media type of the answer, if it is to be set.</param>
/// <param name="ContentDisposition">Content-Disposition of the answer, if it is to be set.</param>
public sealed record UrlRequest(UrlUsage Usage, string? MediaType = null, string? ContentDisposition = null);
