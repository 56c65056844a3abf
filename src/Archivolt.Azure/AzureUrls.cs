using Archivolt.Stores;
using Azure.Storage.Sas;

namespace Archivolt.Azure;

/// <summary>Signed URLs. Those for reading lead through the content delivery network where there is one: the signature does not cover the host.</summary>
internal sealed class AzureUrls(AzureStore store) : ISignsUrls
{
    public async ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = store.Container.Options;
        var blob = store.Container.Blob(store.NameOf(key, cancellationToken));
        var isPut = request.Method == UrlMethod.Put;
        if (isPut)
            store.Traits.CheckWritable(key);
        // The signature covers no length.
        if (isPut && request.ContentLength is not null)
            return null;
        var lifetime = request.Lifetime ?? options.UrlLifetime;
        // The service compares with its own clock, in whole seconds.
        var expires = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow + (lifetime < AzureSigner.Longest ? lifetime : AzureSigner.Longest)).ToUnixTimeSeconds());
        var signing = new BlobSasBuilder(isPut ? BlobSasPermissions.Create | BlobSasPermissions.Write : BlobSasPermissions.Read, expires);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (isPut)
        {
            headers["x-ms-blob-type"] = "BlockBlob";
            if (request.MediaType is { } type)
                headers["Content-Type"] = type;
        }
        else
        {
            (signing.ContentType, signing.ContentDisposition, signing.CacheControl) = (request.MediaType, request.ContentDisposition, request.CacheControl);
        }
        var url = await store.Container.RunAsync(key, () => store.Container.Signer.SignAsync(blob, signing, cancellationToken), cancellationToken);
        return new SignedUrl(isPut || options.Cdn is not { } cdn ? url : Through(cdn, url), expires) { Headers = headers };
    }

    private static Uri Through(Uri cdn, Uri url) => new UriBuilder(url) { Scheme = cdn.Scheme, Host = cdn.Host, Port = cdn.IsDefaultPort ? -1 : cdn.Port }.Uri;
}
