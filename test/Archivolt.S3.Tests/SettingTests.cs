using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.S3;

/// <summary>Providers of type <c>S3</c> in a configuration.</summary>
public class SettingTests
{
    [Theory]
    [InlineData("Buket", "a", "Archivolt:Providers:remote:Buket is not a setting; did you mean Bucket?")]
    [InlineData("Bucket", "", "has no Bucket")]
    [InlineData("PartSize", "1000", "Archivolt:Providers:remote:PartSize is '1000'; use a whole number from 5242880")]
    [InlineData("PathStyle", "yes", "use true or false")]
    [InlineData("ServerEncryption", "Strong", "use one of None, Aes256, Kms, CustomerKey")]
    [InlineData("Endpoint", "storage", "Endpoint is not an address")]
    [InlineData("AccessKey", "id", "SecretKey; AccessKey and SecretKey belong together")]
    [InlineData("KmsKey", "id", "KmsKey has no effect without ServerEncryption set to Kms")]
    [InlineData("KeyStrategy", "digest", "use document, or leave out Record", "Record", "true")]
    [InlineData("CloudFront", "https://d.net", "CloudFront has no effect without SignUrls")]
    [InlineData("CloudFront", "https://d.net", "has no CloudFrontKeyId; CloudFront needs CloudFrontKeyId and CloudFrontKeyFile", "SignUrls", "true")]
    [InlineData("CloudFrontKeyId", "K", "have no effect without it", "SignUrls", "true")]
    [InlineData("ColdStorageClass", "STANDARD_IA", "GLACIER or DEEP_ARCHIVE")]
    [InlineData("RestoreTier", "Bulk", "RestoreTier has no effect without it")]
    [InlineData("Prefix", "/x", "a prefix that does not begin with /")]
    public async Task A_wrong_setting_is_named(string setting, string value, string message, string beside = "Depth", string besideValue = "0")
    {
        var exception = await Should.ThrowAsync<BlobException>(() => OpenAsync((setting, value), (beside, besideValue)));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_secret_is_in_no_message()
    {
        var exception = await Should.ThrowAsync<BlobException>(() => OpenAsync(("SecretKey", "s3cret"), ("CustomerKey", "t0psecret"), ("ServerEncryption", "CustomerKey"), ("AccessKey", "id")));
        exception.ToString().ShouldNotContain("s3cret");
        exception.ToString().ShouldNotContain("t0psecret");
        new S3StoreOptions { Bucket = "b", SecretKey = "s3cret" }.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_provider_in_a_configuration_keeps_content_in_its_bucket()
    {
        await using var bucket = await TestBucket.CreateAsync();
        await using var services = Services(
            ("Bucket", bucket.Options.Bucket), ("Endpoint", bucket.Options.Endpoint!.AbsoluteUri), ("PathStyle", "true"), ("AccessKey", bucket.Options.AccessKey!),
            ("SecretKey", bucket.Options.SecretKey!), ("Prefix", "binaries"), ("Depth", "2"), ("Digest", "MD5"));
        var provider = services.GetRequiredKeyedService<BlobProvider>("remote");
        var stored = await provider.WriteAsync(BlobSource.FromText("foo"));
        (await provider.ReadAllTextAsync(stored.Key.Key)).ShouldBe("foo");
        (await bucket.ObjectsAsync()).ShouldContain("binaries/ac/bd/acbd18db4cc2f85cedef654fccc4a4d8");
    }

    private static async Task OpenAsync(params (string Name, string Value)[] settings)
    {
        await using var services = Services([("Bucket", "some"), .. settings]);
        await services.GetRequiredKeyedService<BlobProvider>("remote").EnsureOpenAsync(CancellationToken.None);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Archivolt:Providers:remote:Type"] = "S3" };
        foreach (var (name, value) in settings)
            all[$"Archivolt:Providers:remote:{name}"] = value;
        var services = new ServiceCollection();
        services.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), archivolt => archivolt.AddS3Stores());
        return services.BuildServiceProvider();
    }
}
