using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Azure;

/// <summary>Providers of type <c>Azure</c> in a configuration.</summary>
public class SettingTests
{
    [Theory]
    [InlineData("Contaner", "a", "Archivolt:Providers:remote:Contaner is not a setting; did you mean Container?")]
    [InlineData("Container", "", "has no Container")]
    [InlineData("Account", "", "has no Account")]
    [InlineData("BlockSize", "1000", "Archivolt:Providers:remote:BlockSize is '1000'; use a whole number from 65536")]
    [InlineData("SignUrls", "yes", "use true or false")]
    [InlineData("Endpoint", "storage", "Endpoint is not an address")]
    [InlineData("AccountKey", "s3cret!", "AccountKey is not a key; use the base64 that the portal shows")]
    [InlineData("Cdn", "https://content.example", "Cdn has no effect without SignUrls")]
    [InlineData("Prefix", "/x", "a prefix that does not begin with /")]
    public async Task A_wrong_setting_is_named(string setting, string value, string message)
    {
        var exception = await Should.ThrowAsync<BlobException>(() => OpenAsync((setting, value)));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain(message);
        exception.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_provider_in_a_configuration_keeps_content_in_its_container()
    {
        await using var container = await TestContainer.CreateAsync();
        await using var services = Services(
            ("Container", container.Options.Container), ("Endpoint", container.Options.Endpoint!.AbsoluteUri), ("Account", container.Options.Account!),
            ("AccountKey", container.Options.AccountKey!), ("Prefix", "binaries"), ("Depth", "2"), ("Digest", "MD5"));
        var provider = services.GetRequiredKeyedService<BlobProvider>("remote");
        var stored = await provider.WriteAsync(BlobSource.FromText("foo"));
        (await provider.ReadAllTextAsync(stored.Key.Key)).ShouldBe("foo");
        (await container.BlobsAsync()).ShouldContain("binaries/ac/bd/acbd18db4cc2f85cedef654fccc4a4d8");
    }

    private static async Task OpenAsync((string Name, string Value) setting)
    {
        await using var services = Services(("Container", "some"), ("Account", "acme"), setting);
        await services.GetRequiredKeyedService<BlobProvider>("remote").EnsureOpenAsync(CancellationToken.None);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Archivolt:Providers:remote:Type"] = "Azure" };
        foreach (var (name, value) in settings)
            all[$"Archivolt:Providers:remote:{name}"] = value;
        var services = new ServiceCollection();
        services.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), archivolt => archivolt.AddAzureStores());
        return services.BuildServiceProvider();
    }
}
