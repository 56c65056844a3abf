namespace Archivolt.Stores;

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

/// <summary>What a client may do with a signed URL.</summary>
public enum UrlMethod
{
    /// <summary>Read the content, in ranges as well.</summary>
    Get,

    /// <summary>Write the content, all of it in one request. What was there is replaced.</summary>
    Put,
}

/// <summary>Ability of stores that can let a client read or write content directly for a while.</summary>
public interface ISignsUrls
{
    /// <summary>
    /// A URL that needs no further authentication; null when this blob, or this method, goes through the server. A GET is signed for a key whether or
    /// not it is there, where the store would have to be asked.
    /// </summary>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.InvalidKey"/>, <see cref="Blobs.BlobError.ReadOnly"/> for a PUT.</exception>
    ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What a signed URL is to allow, and what the answer behind it should look like.</summary>
/// <param name="Usage">What the URL is for.</param>
/// <param name="MediaType">For a GET, the media type of the answer; for a PUT, that of the content. Null to leave it open.</param>
/// <param name="ContentDisposition">For a GET, the Content-Disposition of the answer, if it is to be set.</param>
public sealed record UrlRequest(UrlUsage Usage, string? MediaType = null, string? ContentDisposition = null)
{
    /// <summary>What the client may do.</summary>
    public UrlMethod Method { get; init; } = UrlMethod.Get;

    /// <summary>How long the URL is to work; null for the store's own choice. A store may shorten it to what it can do.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>For a GET, the Cache-Control of the answer, if it is to be set.</summary>
    public string? CacheControl { get; init; }

    /// <summary>For a PUT, the exact length of the content in bytes, where the store is to refuse any other; null to leave it open.</summary>
    public long? ContentLength { get; init; }
}

/// <summary>A URL that works for a while. Who has it needs nothing else: it is a secret, and its query belongs in no log.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Expires">Until when it works.</param>
public sealed record SignedUrl(Uri Url, DateTimeOffset Expires)
{
    /// <summary>The header fields that the client must send along, since they are signed as well.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The URL without its query.</summary>
    public override string ToString() => $"{Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)} until {Expires:O}";
}
