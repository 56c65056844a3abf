using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Nuxeo.Contributions;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Nuxeo.Tests;

/// <summary>A class name and its properties as settings, without adding a contribution.</summary>
public sealed class StoreClassesTests
{
    private const string Core = "org.nuxeo.ecm.core.blob.";

    [Theory]
    [InlineData(Snippets.Default, "default", "Type=File Path=binaries")]
    [InlineData(Snippets.ExternalFileSystem, "fs", "Type=Folder Root=/opt/nuxeo/nxsever/blobs PreventUserUpdate=true")]
    [InlineData(Snippets.OlderProviders, "videos", "Type=File Path=binaries-videos")]
    [InlineData(Snippets.OlderProviders, "encrypted", "Type=File Encryption:Format=nuxeo Encryption:password=secret")]
    [InlineData(Snippets.Providers, "videos", "Type=File Path=binaries-videos")]
    [InlineData(Snippets.Providers, "attachments", "Type=File Path=binaries-attachments")]
    [InlineData(Snippets.Providers, "encrypted", "Type=File Encryption:Format=nuxeo Encryption:password=secret")]
    public void What_the_documentation_prints_becomes_settings_and_nothing_is_ignored(string xml, string name, string expected)
    {
        var provider = ContributionReader.ReadText(xml, "page", new ContributionOptions { WithDefaultProvider = false })
            .Providers.Single(candidate => candidate.Name == name);
        var store = StoreClasses.SettingsOf(provider.Class, provider.Properties);
        store.Settings.Select(setting => $"{setting.Key}={setting.Value}").ShouldBe(expected.Split(' '), ignoreOrder: true);
        store.Ignored.ShouldBeEmpty();
        StoreClasses.SettingsOf(provider).Settings.ShouldBe(store.Settings, ignoreOrder: true);
        $"{store}".ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("LocalBlobProvider", "color", "red", "color: the property 'color' has no counterpart in a store of type File")]
    [InlineData("LocalBlobProvider", "keyStrategy", "other", "keyStrategy: the property 'keyStrategy' is neither digest nor managed, so content is named by its digest")]
    [InlineData("LocalBlobProvider", "transactional", "true", "transactional (harmless): the property 'transactional' makes no difference to the stores here")]
    [InlineData("LocalBlobProvider", "record", "true", "record (harmless): the property 'record' has no effect beside 'digest', which names the content")]
    [InlineData("AESBlobProvider", "password", "second", "key: the option 'password' stands in 'key' and as a property; the property counts")]
    [InlineData("binary.DefaultBinaryManager", "keyStrategy", "managed", "digest: the property 'digest' has no counterpart in a store of type File|keyStrategy: the property 'keyStrategy' has no counterpart in a store of type File")]
    public void An_ignored_property_comes_with_the_reason(string name, string property, string value, string expected)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["digest"] = "MD5", [property] = value };
        if (name == "AESBlobProvider")
            properties["key"] = "password=first";
        StoreClasses.SettingsOf(Core + name, properties).Ignored
            .Select(ignored => $"{ignored.Property}{(ignored.IsHarmless ? " (harmless)" : "")}: {ignored.Reason}").ShouldBe(expected.Split('|'));
    }

    [Fact]
    public void An_option_that_is_none_is_told_by_its_place_and_never_by_its_text()
    {
        var store = StoreClasses.SettingsOf(Core + "AESBlobProvider", new Dictionary<string, string> { ["key"] = "password=a,hush" });
        var ignored = store.Ignored.ShouldHaveSingleItem();
        ignored.Reason.ShouldStartWith("Unrecognized option: number 2 of 'key'");
        $"{ignored}".ShouldNotContain("hush");
    }

    [Fact]
    public void A_class_without_store_is_refused_with_the_given_name() =>
        Should.Throw<BlobException>(() => StoreClasses.SettingsOf("com.example.Mine", new Dictionary<string, string>(), "videos"))
            .Message.ShouldBe("the contribution: the blob provider 'videos' has the class com.example.Mine, which is not one of the platform's; Archivolt has no store for it.");

    [Fact]
    public async Task The_settings_open_a_provider()
    {
        using var directory = new TestDirectory();
        var store = StoreClasses.SettingsOf(Core + "AESBlobProvider", new Dictionary<string, string> { ["path"] = "binaries", ["key"] = "password=secret" });
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Archivolt:DataPath", directory[""]),
                .. store.Settings.Select(setting => KeyValuePair.Create<string, string?>($"Archivolt:Providers:default:{setting.Key}", setting.Value))])
            .Build();
        await using var services = new ServiceCollection().AddLogging()
            .AddArchivolt(settings, archivolt => archivolt.AddNuxeoEncryption()).Services.BuildServiceProvider();
        var provider = (await services.OpenBlobsAsync())["default"];
        var written = await provider.WriteAsync(BlobSource.FromText("hello"));
        provider.Store.Traits.Name.ShouldStartWith("NuxeoEncrypted(");
        using var reader = new StreamReader(await provider.OpenAsync(written.Key.Key));
        (await reader.ReadToEndAsync()).ShouldBe("hello");
    }
}
