using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Providers;

/// <summary>Putting and getting content in one call.</summary>
public static class BlobProviderExtensions
{
    /// <summary>Stores what a stream gives from its position to its end. The stream stays open.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="content">The content; read once.</param>
    /// <param name="fileName">File name for people; it also tells the media type where none is given.</param>
    /// <param name="mediaType">Media type; null to take it from name and content.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <exception cref="BlobException">Those of <see cref="BlobProvider.WriteAsync(BlobSource, BlobOwner, IProgress{long}, CancellationToken)"/>.</exception>
    public static Task<BlobInfo> WriteAsync(
        this BlobProvider provider, Stream content, string? fileName = null, string? mediaType = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.WriteAsync(BlobSource.FromStream(content).With(fileName, mediaType), cancellationToken: cancellationToken);
    }

    /// <summary>The content, or a range of it, in memory.</summary>
    /// <exception cref="BlobException">
    /// Those of <see cref="BlobProvider.OpenAsync"/>; <see cref="BlobError.TooLarge"/>: the content is longer than an array can be.
    /// </exception>
    public static async Task<byte[]> ReadAllBytesAsync(
        this BlobProvider provider, string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        await using var content = await provider.OpenAsync(key, range, cancellationToken);
        if (content.Length > Array.MaxLength)
        {
            throw new BlobException(BlobError.TooLarge,
                $"The content has {content.Length} bytes, more than fit into memory at once: read it as a stream.", provider.Store.Traits.Name, key);
        }
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>The content as text: by its byte order mark, otherwise in <paramref name="encoding"/>, UTF-8 when null.</summary>
    /// <exception cref="BlobException">Those of <see cref="ReadAllBytesAsync"/>.</exception>
    public static async Task<string> ReadAllTextAsync(
        this BlobProvider provider, string key, Encoding? encoding = null, CancellationToken cancellationToken = default)
    {
        using var content = new MemoryStream(await provider.ReadAllBytesAsync(key, cancellationToken: cancellationToken));
        using var reader = new StreamReader(content, encoding ?? Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Writes the content, or a range of it, to a stream, which stays open.</summary>
    /// <exception cref="BlobException">Those of <see cref="BlobProvider.OpenAsync"/>.</exception>
    public static async Task CopyToAsync(
        this BlobProvider provider, string key, Stream destination, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        await using var content = await provider.OpenAsync(key, range, cancellationToken);
        await content.CopyToAsync(destination, cancellationToken);
    }
}
