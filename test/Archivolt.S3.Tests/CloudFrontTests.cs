using System.Security.Cryptography;
using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Npm;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.S3;

/// <summary>URLs of a CloudFront distribution in front of the bucket.</summary>
public sealed class CloudFrontTests : IDisposable
{
    private const string KeyId = "K2JCJMDEHXQW5F";

    private readonly RSA _key = RSA.Create(2048);
    private readonly TestDirectory _directory = new();

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Readers_are_sent_to_the_distribution_with_name_and_type_until_the_time_is_over()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var distribution = await Distribution.StartAsync(bucket, _key);
        await using var store = await S3Store.OpenAsync(With(distribution.Address, bucket.Options with { SignUrls = true, Prefix = "a b/ü/" }));
        await using (var draft = await store.BeginWriteAsync(new WriteOptions { Key = "blob" }))
        {
            await draft.Body.WriteAsync("content"u8.ToArray());
            await draft.CommitAsync("blob");
        }
        var request = new UrlRequest(UrlUsage.Download, "text/plain", "attachment; filename*=UTF-8''%C3%BCber%20%22uns%22%20+%26.txt") { CacheControl = "private" };

        var signed = (await store.Ability<ISignsUrls>()!.SignAsync("blob", request)).ShouldNotBeNull();

        signed.Url.Authority.ShouldBe(distribution.Address.Authority);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(signed.Url);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("content");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("über \"uns\" +&.txt");
        using var part = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, signed.Url) { Headers = { Range = new(3, 5) } });
        (await part.Content.ReadAsStringAsync()).ShouldBe("ten");

        foreach (var forged in new[] { signed.Url.AbsoluteUri.Replace("blob", "blub", StringComparison.Ordinal), signed.Url.AbsoluteUri.Replace("plain", "html", StringComparison.Ordinal) })
            ((int)(await http.GetAsync(new Uri(forged))).StatusCode).ShouldBe(403);
        distribution.Now = signed.Expires;
        ((int)(await http.GetAsync(signed.Url)).StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task Writers_go_to_the_bucket()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var store = await S3Store.OpenAsync(With(new Uri("https://d.example"), bucket.Options with { SignUrls = true }));
        (await store.Ability<ISignsUrls>()!.SignAsync("blob", new UrlRequest(UrlUsage.Stream) { Method = UrlMethod.Put }))!.Url.Authority.ShouldBe(bucket.Options.Endpoint!.Authority);
    }

    [Fact]
    public async Task Amazons_own_signer_makes_the_same_urls()
    {
        NpmClient.SkipWithoutNode();
        using var signer = new CloudFrontSigner(With(new Uri("https://d111111abcdef8.cloudfront.net"), new S3StoreOptions { Bucket = "b" }));
        var expires = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        (string Name, string? Version, UrlRequest Request)[] cases =
        [
            ("binaries/acbd18db", null, new UrlRequest(UrlUsage.Stream)),
            ("binaries/acbd18db", "3/L4kqtJ", new UrlRequest(UrlUsage.Download, "text/plain; charset=UTF-8", "attachment; filename*=UTF-8''a%20b.txt")),
        ];
        string[] signed = [.. cases.Select(each => signer.Sign(each.Name, each.Version, each.Request, expires).AbsoluteUri)];
        var plain = signed.Select(url => url[..(url.IndexOf("Expires=", StringComparison.Ordinal) - 1)]);

        var theirs = await NpmClient.RunAsync("cloudfront", KeyFile("key.pem", _key.ExportPkcs8PrivateKeyPem()), JsonSerializer.Serialize(new { keyId = KeyId, expires = expires.ToUnixTimeSeconds(), plain }));

        theirs.ShouldBe(signed.Select(url => $"ok {url}"));
    }

    [Theory]
    [InlineData("PKCS8 PEM")]
    [InlineData("PKCS1 PEM")]
    [InlineData("PKCS8 DER")]
    [InlineData("PKCS1 DER")]
    public void A_key_may_have_any_of_its_usual_forms(string form)
    {
        var bytes = form switch
        {
            "PKCS8 PEM" => System.Text.Encoding.ASCII.GetBytes(_key.ExportPkcs8PrivateKeyPem()),
            "PKCS1 PEM" => System.Text.Encoding.ASCII.GetBytes(_key.ExportRSAPrivateKeyPem()),
            "PKCS8 DER" => _key.ExportPkcs8PrivateKey(),
            _ => _key.ExportRSAPrivateKey(),
        };
        File.WriteAllBytes(_directory["key"], bytes);
        using var signer = new CloudFrontSigner(Options(_directory["key"]));
        signer.Sign("a", null, new UrlRequest(UrlUsage.Stream), DateTimeOffset.UnixEpoch).Query.ShouldContain("Signature=");
    }

    [Fact]
    public void A_file_without_a_private_key_is_named_and_not_shown()
    {
        foreach (var content in new[] { _key.ExportRSAPublicKeyPem(), _key.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)), "s3cret" })
        {
            var file = KeyFile("wrong", content);
            var refused = Should.Throw<BlobException>(() => new CloudFrontSigner(Options(file)));
            refused.Error.ShouldBe(BlobError.Configuration);
            refused.Message.ShouldContain(file);
            refused.ToString().ShouldNotContain("s3cret");
        }
        Should.Throw<BlobException>(() => new CloudFrontSigner(Options(_directory["missing"]))).Message.ShouldContain("missing");
    }

    private S3StoreOptions With(Uri address, S3StoreOptions options) =>
        options with { CloudFront = address, CloudFrontKeyId = KeyId, CloudFrontKeyFile = KeyFile("key.pem", _key.ExportPkcs8PrivateKeyPem()) };

    private static S3StoreOptions Options(string keyFile) => new() { Bucket = "b", CloudFront = new Uri("https://d.example"), CloudFrontKeyId = KeyId, CloudFrontKeyFile = keyFile };

    private string KeyFile(string name, string content)
    {
        File.WriteAllText(_directory[name], content);
        return _directory[name];
    }
}
