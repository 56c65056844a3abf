using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Archivolt.S3;

/// <summary>Makes the client of AWS's SDK.</summary>
internal static class S3Client
{
    private const string DefaultRegion = "us-east-1";

    public static AmazonS3Client Create(S3StoreOptions options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            UseAccelerateEndpoint = options.Accelerate,
            MaxConnectionsPerServer = options.Connections,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Retries,
            ConnectTimeout = options.ConnectTimeout,
            Timeout = options.RequestTimeout,
            // Compatible servers know no trailing checksums; the signature covers the digest of what is sent.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
            config.AuthenticationRegion = options.Region ?? DefaultRegion;
        }
        else if ((options.Region ?? FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? DefaultRegion) is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        if (options.Proxy is { } proxy)
        {
            (config.ProxyHost, config.ProxyPort) = (proxy.Host, proxy.Port);
            if (proxy.UserInfo.Split(':', 2) is [var user, var password])
                config.ProxyCredentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }
        AWSCredentials? credentials = options switch
        {
            { AccessKey: null } => null,
            { SessionToken: { Length: > 0 } token } => new SessionAWSCredentials(options.AccessKey, options.SecretKey, token),
            _ => new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        };
        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }
}
