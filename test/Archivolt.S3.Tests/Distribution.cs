using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Archivolt.S3;

/// <summary>
/// What a CloudFront distribution does, as its developer guide describes it: lets in who comes with a signature of a canned policy over the very text of the address, in time, and passes on
/// to the bucket what it is told to. Amazon's own cannot be reached from tests.
/// </summary>
internal sealed class Distribution : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TestBucket _bucket;
    private readonly RSA _key;

    private Distribution(WebApplication application, TestBucket bucket, RSA key) => (_application, _bucket, _key) = (application, bucket, key);

    public Uri Address => new(_application.Urls.Single());

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

    public static async Task<Distribution> StartAsync(TestBucket bucket, RSA key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var distribution = new Distribution(builder.Build(), bucket, key);
        distribution._application.Run(distribution.AnswerAsync);
        await distribution._application.StartAsync();
        return distribution;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!IsSigned(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var query = context.Request.Query;
        var request = new GetObjectRequest
        {
            BucketName = _bucket.Options.Bucket,
            Key = context.Request.Path.Value![1..],
            ResponseHeaderOverrides = new ResponseHeaderOverrides { ContentType = query["response-content-type"], ContentDisposition = query["response-content-disposition"] },
        };
        if (context.Request.GetTypedHeaders().Range?.Ranges.Single() is { From: { } from, To: { } to })
            request.ByteRange = new Amazon.S3.Model.ByteRange(from, to);
        using var found = await _bucket.Client.GetObjectAsync(request);
        (context.Response.ContentType, context.Response.Headers.ContentDisposition) = (found.Headers.ContentType, found.Headers.ContentDisposition);
        await found.ResponseStream.CopyToAsync(context.Response.Body);
    }

    private bool IsSigned(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (query, end) = (context.Request.Query, target.IndexOf("Expires=", StringComparison.Ordinal));
        if (end < 0 || !long.TryParse(query["Expires"], out var expires) || Now.ToUnixTimeSeconds() >= expires)
            return false;
        var policy = $$$$"""{"Statement":[{"Resource":"{{{{Address.GetLeftPart(UriPartial.Authority)}}}}{{{{target[..(end - 1)]}}}}","Condition":{"DateLessThan":{"AWS:EpochTime":{{{{expires}}}}}}}]}""";
        var signature = Convert.FromBase64String(query["Signature"].ToString().Replace('-', '+').Replace('_', '=').Replace('~', '/'));
#pragma warning disable CA5350 // As CloudFront does.
        return _key.VerifyData(Encoding.UTF8.GetBytes(policy), signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350
    }
}
