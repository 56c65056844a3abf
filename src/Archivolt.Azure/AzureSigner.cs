using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace Archivolt.Azure;

/// <summary>Signs URLs of blobs: with the account's key, or with a key that the service gives to an identity for a while. A shared access signature signs nothing.</summary>
internal sealed class AzureSigner(BlobServiceClient service, AzureStoreOptions options)
{
    /// <summary>How long a URL may work, and a key of the service.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private static readonly TimeSpan Usual = TimeSpan.FromDays(1);

    private UserDelegationKey? _key;

    /// <summary>True when the store's credentials can sign.</summary>
    public bool CanSign => options.Sas is null;

    /// <summary>The blob's URL with what the signature allows.</summary>
    public async Task<Uri> SignAsync(BlobBaseClient blob, BlobSasBuilder signing, CancellationToken cancellationToken)
    {
        (signing.BlobContainerName, signing.BlobName, signing.Resource) = (blob.BlobContainerName, blob.Name, "b");
        if (options.AccountKey is { } key)
            return new BlobUriBuilder(blob.Uri) { Sas = signing.ToSasQueryParameters(new StorageSharedKeyCredential(options.Account, key)) }.ToUri();
        var delegated = _key;
        // A URL ends with its key.
        if (delegated is null || delegated.SignedExpiresOn < signing.ExpiresOn)
        {
            var until = DateTimeOffset.UtcNow + Usual;
            _key = delegated = (await service.GetUserDelegationKeyAsync(
                new BlobGetUserDelegationKeyOptions(signing.ExpiresOn > until ? signing.ExpiresOn : until), cancellationToken)).Value;
        }
        return new BlobUriBuilder(blob.Uri) { Sas = signing.ToSasQueryParameters(delegated, blob.AccountName) }.ToUri();
    }

    /// <summary>A URL from which the server copies.</summary>
    public async Task<Uri> ReadUrlAsync(BlobBaseClient blob, CancellationToken cancellationToken) => options.Sas is { } sas
        ? new UriBuilder(blob.Uri) { Query = sas.TrimStart('?') }.Uri
        : await SignAsync(blob, new BlobSasBuilder(BlobSasPermissions.Read, DateTimeOffset.UtcNow + Usual), cancellationToken);
}
