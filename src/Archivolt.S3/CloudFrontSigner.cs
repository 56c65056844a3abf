using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>
/// Signs URLs of a CloudFront distribution that has the bucket as its origin, by a canned policy (Amazon CloudFront Developer Guide, "Create a signed URL using a canned policy"). The
/// distribution has to pass <c>response-content-type</c>, <c>response-content-disposition</c>, <c>response-cache-control</c> and <c>versionId</c> on to the bucket.
/// </summary>
internal sealed class CloudFrontSigner : IDisposable
{
    private readonly string _address;
    private readonly string _keyId;
    private readonly RSA _key = RSA.Create();
    private readonly Lock _turn = new();

    /// <summary>Reads the key.</summary>
    /// <param name="options">Those of a store with <see cref="S3StoreOptions.CloudFront"/>.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the file has no such key, or cannot be read.</exception>
    public CloudFrontSigner(S3StoreOptions options)
    {
        (_address, _keyId) = (options.CloudFront!.AbsoluteUri.TrimEnd('/'), options.CloudFrontKeyId!);
        try
        {
            Import(_key, File.ReadAllBytes(options.CloudFrontKeyFile!));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            _key.Dispose();
            throw new BlobException(BlobError.Configuration,
                $"The key file '{options.CloudFrontKeyFile}' for CloudFront has no private RSA key that can be read, as PEM or DER and without a password: {exception.Message}", innerException: exception);
        }
    }

    /// <summary>A URL to read an object.</summary>
    /// <param name="name">The object's name.</param>
    /// <param name="version">Its version; null for the current one.</param>
    /// <param name="request">What the answer is to look like.</param>
    /// <param name="expires">Until when the URL works, in whole seconds.</param>
    public Uri Sign(string name, string? version, UrlRequest request, DateTimeOffset expires)
    {
        (string Name, string? Value)[] given =
        [
            ("response-content-type", request.MediaType), ("response-content-disposition", request.ContentDisposition), ("response-cache-control", request.CacheControl), ("versionId", version),
        ];
        // CloudFront compares the very text: it is encoded once, signed as it is, and sent as it is.
        var query = string.Join('&', given.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
        var url = $"{_address}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}{(query.Length > 0 ? $"?{query}" : "")}";
        var end = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var policy = $$$$"""{"Statement":[{"Resource":"{{{{url}}}}","Condition":{"DateLessThan":{"AWS:EpochTime":{{{{end}}}}}}}]}""";
        return new Uri($"{url}{(query.Length > 0 ? '&' : '?')}Expires={end}&Key-Pair-Id={Uri.EscapeDataString(_keyId)}&Signature={SignatureOf(policy)}");
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private string SignatureOf(string policy)
    {
        byte[] signature;
        lock (_turn)
        {
#pragma warning disable CA5350 // CloudFront verifies SHA-1 only.
            signature = _key.SignData(Encoding.UTF8.GetBytes(policy), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350
        }
        return Convert.ToBase64String(signature).Replace('+', '-').Replace('=', '_').Replace('/', '~');
    }

    private static void Import(RSA key, byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            key.ImportFromPem(text);
        }
        else
        {
            try
            {
                key.ImportPkcs8PrivateKey(file, out _);
            }
            catch (CryptographicException)
            {
                key.ImportRSAPrivateKey(file, out _);
            }
        }
        // A public key alone says so only when it is to sign.
        key.ExportParameters(includePrivateParameters: true);
    }
}
