using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo.Tests;

/// <summary>Providers of the platform's Azure classes.</summary>
public sealed class AzurePropertiesTests
{
    private const string Older = "org.nuxeo.ecm.blob.azure.AzureBinaryManager";
    private const string Cdn = "org.nuxeo.ecm.blob.azure.AzureCDNBinaryManager";
    private const string Newer = "org.nuxeo.ecm.blob.azure.AzureBlobProvider";

    [Theory]
    [InlineData(Older, "prefix=p account.key=a2V5", "Digest=MD5 ContentMd5=true Prefix=p AccountKey=a2V5")]
    [InlineData(Older, "digest=SHA-256", "Digest=SHA-256")]
    [InlineData(Older, "cachesize=1GB", "Digest=MD5 ContentMd5=true Cache:MaxBytes=1073741824")]
    [InlineData(Older, "endpointProtocol=http", "Digest=MD5 ContentMd5=true Endpoint=http://acme.blob.core.windows.net")]
    [InlineData(Older, "directdownload=true directdownload.expire=60", "Digest=MD5 ContentMd5=true SignUrls=true UrlLifetime=00:01:00")]
    [InlineData(Cdn, "directdownload=true cdn.host=content.azureedge.net", "Digest=MD5 ContentMd5=true SignUrls=true Cdn=https://content.azureedge.net")]
    [InlineData(Newer, "subDirsDepth=2 record=true upload.blockSize=4MB upload.maxConcurrency=2", "Digest=MD5 ContentMd5=true Depth=2 Record=true BlockSize=4194304 ParallelBlocks=2")]
    public void Properties_become_settings(string @class, string properties, string expected) =>
        StoreClasses.SettingsOf(@class, Pairs($"container=c account.name=acme {properties}")).Settings.Select(setting => $"{setting.Key}={setting.Value}")
            .ShouldBe($"Type=Azure Container=c CreateContainer=true Account=acme {expected}".Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData(Older, "account.name=acme", "Missing container: set the property 'container', or nuxeo.storage.azure.container.")]
    [InlineData(Older, "container=c", "Missing account: set the property 'account.name', or nuxeo.storage.azure.account.name.")]
    [InlineData(Cdn, "container=c account.name=acme directdownload=true", "Missing host: set the property 'cdn.host'")]
    [InlineData(Older, "container=c account.name=acme endpointProtocol=ftp", "the property 'endpointProtocol' is neither http nor https")]
    [InlineData(Newer, "container=c account.name=acme upload.blockSize=large", "the property 'upload.blockSize' is no size; use one such as 4 MB.")]
    public void What_would_go_wrong_is_refused_by_name(string @class, string properties, string message) =>
        Should.Throw<BlobException>(() => StoreClasses.SettingsOf(@class, Pairs(properties))).Message.ShouldContain(message);

    [Theory]
    [InlineData("cdn.host=h", "the property 'cdn.host' has no effect without 'directdownload'")]
    [InlineData("upload.maxConcurrency=many", "the property 'upload.maxConcurrency' is no number from 1 to 100, so that the usual one is used")]
    [InlineData("colour=red", "the property 'colour' has no counterpart in a store of type Azure")]
    public void What_has_no_effect_comes_with_the_reason(string property, string reason) =>
        StoreClasses.SettingsOf(Newer, Pairs($"container=c account.name=acme {property}")).Ignored.ShouldHaveSingleItem().Reason.ShouldBe(reason);

    [Fact]
    public void What_a_provider_does_not_say_is_looked_up_and_the_environment_comes_before_the_configuration()
    {
        var conf = Pairs("nuxeo.storage.azure.container=c nuxeo.storage.azure.prefix=ignored nuxeo.storage.azure.account.name=conf nuxeo.storage.azure.account.key=Y29uZg== AZURE_STORAGE_ACCOUNT=acme AZURE_STORAGE_ACCESS_KEY=a2V5");
        var provider = ContributionReader.ReadText(
            $"""<component name="c"><extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="default"><class>{Older}</class></blobprovider></extension></component>""",
            "page", new ContributionOptions { Variable = name => conf.GetValueOrDefault(name) }).Providers.Single();
        StoreClasses.SettingsOf(provider).Settings.Select(setting => $"{setting.Key}={setting.Value}").ShouldBe(
            ["Type=Azure", "Container=c", "CreateContainer=true", "Account=acme", "AccountKey=a2V5", "Digest=MD5", "ContentMd5=true"], ignoreOrder: true);
    }

    private static Dictionary<string, string> Pairs(string text) => text.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
