using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace Archivolt.Azure;

/// <summary>Makes the client of Azure's SDK.</summary>
internal static class AzureClient
{
    public static BlobServiceClient Create(AzureStoreOptions options, HttpClient http)
    {
        var config = new BlobClientOptions { Transport = new HttpClientTransport(http) };
        config.Retry.MaxRetries = options.Retries;
        config.Retry.NetworkTimeout = options.RequestTimeout;
        config.Diagnostics.IsTelemetryEnabled = false;
        return options switch
        {
            { AccountKey: { } key } => new BlobServiceClient(options.Service, new StorageSharedKeyCredential(options.Account, key), config),
            { Sas: { } sas } => new BlobServiceClient(options.Service, new AzureSasCredential(sas), config),
            _ => new BlobServiceClient(
                options.Service,
                options.Credential ?? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId, ExcludeInteractiveBrowserCredential = true }),
                config),
        };
    }

    public static HttpClient CreateHttp(AzureStoreOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Connections,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        if (options.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri)
            {
                Credentials = proxy.UserInfo.Split(':', 2) is [var user, var password] ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)) : null,
            };
        }
        // Each request has a time of its own.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
