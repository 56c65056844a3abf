using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Archivolt.Nuxeo.Contributions;
using Archivolt.Providers;
using Archivolt.Scripting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Nuxeo.Tests;

/// <summary>From files in a folder to an application that stores blobs.</summary>
public sealed class NuxeoContributionsTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("archivolt-nuxeo-").FullName;

    public NuxeoContributionsTests() => Directory.CreateDirectory(Path.Combine(_home, "config"));

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task Blobs_go_where_the_contributed_rules_say_and_stores_are_under_the_data_home()
    {
        Write("providers.xml", Snippets.Providers.Replace("AESBlobProvider", "InMemoryBlobProvider", StringComparison.Ordinal));
        Write("rules.xml", Snippets.Dispatcher);
        await using var services = Services();
        var document = Document();
        document.Properties.Set("dc:format", "video");

        var blob = await services.GetRequiredService<DocumentBlobs>().WriteAsync(BlobSource.FromText("film"), document, PropertyPath.Parse("file:content"));

        blob.Key.Provider.ShouldBe("videos");
        Directory.EnumerateFiles(Path.Combine(_home, "binaries-videos", "data"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await services.OpenBlobsAsync()).Providers.Select(provider => provider.Id).ShouldBe(["attachments", "default", "encrypted", "videos"]);
    }

    [Fact]
    public async Task Download_permissions_are_asked_as_they_are_written()
    {
        Write("a.xml", Permission("interns", "function run() { return `${Reason}` == 'download'; }"));
        Write("b.xml", Permission("bob", "function run() { if (CurrentUser.getName() != 'bob') { return false; } return true; }"));
        Write("c.xml", Permission("interns", "function run() { return Reason != 'download'; }"));
        await using var services = Services();
        var permissions = services.GetServices<IDownloadPermission>().ToList();
        permissions.Select(permission => permission.Name).ShouldBe(["interns", "bob"]);
        var blob = new BlobInfo { Key = new BlobKey("default", "a") };
        var context = new DownloadContext(
            new Principal("bob", []), Document(), PropertyPath.Parse("file:content"), null, blob, "download", new Dictionary<string, string>(StringComparer.Ordinal));
        permissions.ShouldAllBe(permission => permission is ScriptedPermission);
        (await permissions[1].AllowsAsync(context)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("<permission name='p'><script language='Groovy'>def run() { true }</script></permission>", "written in Groovy")]
    [InlineData("<permission name='p'><script/></permission>", "has no <script>")]
    [InlineData("<permission><script>function run() {}</script></permission>", "needs a name")]
    public void A_permission_that_cannot_be_asked_is_refused(string permission, string part)
    {
        var xml = $"\n<extension target='org.nuxeo.ecm.core.io.download.DownloadService' point='permissions'>{permission}</extension>";
        var refused = Should.Throw<BlobException>(() => ContributionReader.ReadText(xml, "a.xml"));
        refused.Message.ShouldStartWith("a.xml, line 2");
        refused.Message.ShouldContain(part);
    }

    [Fact]
    public async Task Properties_become_settings_of_the_stores()
    {
        Write("a.xml", """
            <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
              <blobprovider name="records">
                <property name="path">records</property>
                <property name="record">TRUE</property>
                <property name="preventUserUpdate">yes</property>
              </blobprovider>
              <blobprovider name="md5">
                <property name="path">md5</property>
                <property name="digest">md5</property>
                <property name="preventUserUpdate">true</property>
              </blobprovider>
              <blobprovider name="digested">
                <property name="path">digested</property>
                <property name="digest">SHA-512</property>
                <property name="record">true</property>
              </blobprovider>
              <blobprovider name="managed">
                <property name="keyStrategy">managed</property>
                <property name="namespace">two</property>
              </blobprovider>
            </extension>
            """);
        await using var services = Services();
        var blobs = await services.OpenBlobsAsync();
        blobs["records"].Options.KeyStrategy.ShouldBeOfType<KeyStrategy.ByDocument>();
        blobs["records"].Options.PreventUserUpdate.ShouldBeFalse();
        blobs["md5"].Options.KeyStrategy.ShouldBe(new KeyStrategy.ByDigest(DigestAlgorithm.Md5));
        blobs["md5"].Options.PreventUserUpdate.ShouldBeTrue();
        blobs["digested"].Options.KeyStrategy.ShouldBeOfType<KeyStrategy.ByDigest>().HashAlgorithm.ShouldBe(DigestAlgorithm.Sha512);
        blobs["managed"].Options.KeyStrategy.ShouldBeOfType<KeyStrategy.Managed>();
        Directory.Exists(Path.Combine(_home, "binaries_two")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("org.nuxeo.ecm.core.storage.gcp.GoogleStorageBlobProvider", "which keeps content in Google Cloud; Archivolt has no such store yet.")]
    [InlineData("com.example.MyProvider", "which is not one of the platform's; Archivolt has no store for it.")]
    public void A_class_without_store_is_refused_with_provider_file_and_line(string name, string message)
    {
        Write("a.xml", Snippets.Providers.Replace("org.nuxeo.ecm.core.blob.AESBlobProvider", name, StringComparison.Ordinal));
        var refusal = Should.Throw<BlobException>(Services);
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldBe($"a.xml, line 11: the blob provider 'encrypted' has the class {name}, {message}");
    }

    [Theory]
    [InlineData("AESBlobProvider")]
    [InlineData("binary.AESBinaryManager")]
    public async Task A_store_encrypted_by_the_platform_is_opened_by_its_option_string(string name)
    {
        var stored = Directory.CreateDirectory(Path.Combine(_home, "binaries", "data", "5e", "b6")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(stored, "5eb63bbbe01eeed093cb22bb8f5acdc3"), Convert.FromHexString(
            "4e5558454f4352595054010200000010000102030405060708090a0b0c0d0e0f0000000c000102030405060708090a0be4737e8c17f863ce6f6da4e44e4a8d9485c361e769af60311c924e"));
        await File.WriteAllTextAsync(Path.Combine(_home, "binaries", "config.xml"), "<binary-store><digest>MD5</digest><depth>2</depth></binary-store>");
        Write("a.xml", Provider(name, "password=mypassword"));
        await using var services = Services(new() { ["Archivolt:Providers:default:Type"] = "Memory" });
        var provider = (await services.OpenBlobsAsync())["encrypted"];

        using var reader = new StreamReader(await provider.OpenAsync("5eb63bbbe01eeed093cb22bb8f5acdc3"));
        (await reader.ReadToEndAsync()).ShouldBe("hello world");
        (await provider.WriteAsync(BlobSource.FromText("new"))).Key.Key.Length.ShouldBe(32);
    }

    [Fact]
    public async Task Every_option_of_the_newer_class_may_be_a_property()
    {
        Write("a.xml", Provider("AESBlobProvider", "unknown=1,password=second").Replace("</blobprovider>",
            "<property name=\"password\">first</property><property name=\"useInsecureCipher\">true</property></blobprovider>", StringComparison.Ordinal));
        await using var services = Services(new() { ["Archivolt:Providers:default:Type"] = "Memory" });
        var blob = await (await services.OpenBlobsAsync())["encrypted"].WriteAsync(BlobSource.FromText("content"));
        var file = Directory.EnumerateFiles(Path.Combine(_home, "binaries", "data"), blob.Key.Key, SearchOption.AllDirectories).ShouldHaveSingleItem();
        new FileInfo(file).Length.ShouldBe(52 + 16);
    }

    [Theory]
    [InlineData("binary.AESBinaryManager", "", "Missing key for AESBinaryManager")]
    [InlineData("binary.AESBinaryManager", "password=x,hush", "Unrecognized option: number 2")]
    [InlineData("AESBlobProvider", "", "Missing keyStoreType")]
    [InlineData("AESBlobProvider", "hush", "Missing keyStoreType")]
    [InlineData("AESBlobProvider", "password=x,keyStoreType=hush", "Cannot use keyStoreType with password")]
    public void Wrong_options_of_an_encrypted_provider_are_refused_with_file_and_line(string name, string key, string message)
    {
        Write("a.xml", Provider(name, key));
        var refusal = Should.Throw<BlobException>(Services);
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldStartWith("a.xml, line 3: the blob provider 'encrypted': " + message);
        refusal.Message.ShouldNotContain("hush");
    }

    [Fact]
    public async Task Any_provider_in_the_settings_may_be_in_the_encrypted_form_of_the_platform()
    {
        await File.WriteAllTextAsync(Path.Combine(_home, "key"), "password=mypassword\n");
        Dictionary<string, string?> settings = new()
        {
            ["Archivolt:Contributions"] = "",
            ["Archivolt:Providers:default:Type"] = "Memory",
            ["Archivolt:Providers:default:Encryption:Format"] = "Nuxeo",
            ["Archivolt:Providers:default:Encryption:KeyFile"] = "key",
        };
        await using (var services = Services(settings))
            (await services.OpenBlobsAsync())["default"].Store.Traits.Name.ShouldStartWith("NuxeoEncrypted(Memory");
        settings["Archivolt:Providers:default:Encryption:Pasword"] = "hush";
        await using var misspelt = Services(settings);
        (await Should.ThrowAsync<BlobException>(misspelt.OpenBlobsAsync)).Message.ShouldStartWith("Archivolt:Providers:default:Encryption:Pasword is not a setting; did you mean password?");
        settings["Archivolt:Providers:default:Encryption:Format"] = "other";
        await using var unknown = Services(settings);
        (await Should.ThrowAsync<BlobException>(unknown.OpenBlobsAsync)).Message.ShouldContain("Format is 'other', which is unknown; leave it out, or use one of nuxeo.");
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("", true)]
    public async Task An_external_file_system_is_read_where_it_is(string preventUserUpdate, bool prevented)
    {
        var root = Directory.CreateDirectory(Path.Combine(_home, "external", "foo")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(root, "foo", "bar.pdf"), "content");
        Write("a.xml", Snippets.ExternalFileSystem.Replace("/opt/nuxeo/nxsever/blobs", root, StringComparison.Ordinal)
            .Replace("\"preventUserUpdate\">true", $"\"preventUserUpdate\">{preventUserUpdate}", StringComparison.Ordinal));
        await using var services = Services();
        var provider = (await services.OpenBlobsAsync())["fs"];
        provider.Options.PreventUserUpdate.ShouldBe(prevented);
        using var reader = new StreamReader(await provider.OpenAsync("foo/bar.pdf"));
        (await reader.ReadToEndAsync()).ShouldBe("content");
    }

    [Fact]
    public void An_external_file_system_needs_a_root()
    {
        Write("a.xml", Snippets.ExternalFileSystem.Replace("/opt/nuxeo/nxsever/blobs", " ", StringComparison.Ordinal));
        Should.Throw<BlobException>(Services).Message.ShouldBe("a.xml, line 3: Missing property 'root' for FilesystemBlobProvider: fs.");
    }

    [Fact]
    public void A_rule_to_an_unknown_provider_is_refused_with_file_and_line()
    {
        Write("rules.xml", Snippets.Dispatcher);
        Should.Throw<BlobException>(() => Services().GetRequiredService<IBlobDispatcher>())
            .Message.ShouldStartWith("The dispatch rule 'dc:format=video' (rules.xml, line 4) cannot be used. There is no provider 'videos'.");
    }

    [Fact]
    public async Task Two_contributed_providers_in_one_place_are_known_to_share_it()
    {
        Write("a.xml", Snippets.Providers);
        await using var services = Services();
        var blobs = await services.OpenBlobsAsync();
        blobs.SharingStorageWith(blobs["encrypted"]).ShouldHaveSingleItem().Id.ShouldBe("default");
        blobs.SharingStorageWith(blobs["videos"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_contributed_provider_in_the_place_of_a_configured_one_is_refused()
    {
        Write("a.xml", Snippets.Providers);
        (await Should.ThrowAsync<BlobException>(Services(settings: new() { ["Archivolt:Providers:default:Type"] = "File" }).OpenBlobsAsync))
            .Message.ShouldContain("default, encrypted share one storage");
    }

    [Fact]
    public async Task A_dispatcher_class_of_ones_own_gets_the_contributed_rules()
    {
        Write("rules.xml", Snippets.Dispatcher.Replace("org.nuxeo.ecm.core.blob.DefaultBlobDispatcher", "com.example.Mine", StringComparison.Ordinal));
        Should.Throw<BlobException>(() => Services().GetRequiredService<IBlobDispatcher>()).Message.ShouldContain("There is no dispatcher 'com.example.Mine'");
        await using var services = Services(configure: builder => builder.AddDispatcherType("com.example.Mine", (_, rules) =>
        {
            rules.Count.ShouldBe(5);
            return new RepositoryDispatcher(["default"]);
        }));
        services.GetRequiredService<LiveDispatcher>().Current.ShouldBeOfType<RepositoryDispatcher>();
    }

    [Fact]
    public async Task Without_contributed_dispatcher_the_repository_decides()
    {
        Write("a.xml", Snippets.Default);
        await using var services = Services();
        var blob = await services.GetRequiredService<DocumentBlobs>().WriteAsync(BlobSource.FromText("x"), Document(), PropertyPath.Parse("file:content"));
        blob.Key.Provider.ShouldBeNull();
    }

    [Fact]
    public async Task A_default_provider_in_the_settings_stands_in_for_the_platforms()
    {
        Write("a.xml", Snippets.OlderProviders.Replace("binary.AESBinaryManager", "InMemoryBlobProvider", StringComparison.Ordinal));
        await using var services = Services(new() { ["Archivolt:Providers:default:Type"] = "Memory" });
        (await services.OpenBlobsAsync())["default"].Store.Traits.Name.ShouldContain("Memory");
    }

    [Fact]
    public async Task Nothing_happens_without_the_setting()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Archivolt:DataPath", _home)]).Build();
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(configuration, builder => builder.AddNuxeoContributions(configuration)).Services.BuildServiceProvider();
        services.GetRequiredService<LiveDispatcher>().Current.ShouldBeOfType<RepositoryDispatcher>();
    }

    [Fact]
    public void A_list_of_contributions_is_refused()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Archivolt:DataPath", _home), new("Archivolt:Contributions:0", "config")]).Build();
        Should.Throw<BlobException>(() => new ServiceCollection().AddArchivolt(configuration, builder => builder.AddNuxeoContributions(configuration))).Message.ShouldContain("one file or folder, not a list");
    }

    [Fact]
    public async Task Contributions_are_added_from_text()
    {
        var options = new ContributionOptions { WithDefaultProvider = false };
        var xml = Provider("LocalBlobProvider", "");
        await using var services = new ServiceCollection().AddLogging()
            .AddArchivolt(archivolt => archivolt.UseDataPath(_home).AddNuxeoContributionsText(xml, "mine", options)).Services.BuildServiceProvider();
        (await services.OpenBlobsAsync())["encrypted"].Options.KeyStrategy.Algorithm.ShouldBe(DigestAlgorithm.Md5);
        var provider = ContributionReader.ReadText(xml, "mine", options).Providers.ShouldHaveSingleItem();
        StoreClasses.SettingsOf(provider).Settings["Digest"].ShouldBe("MD5");
    }

    private static string Provider(string name, string key) => $"""
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
          <blobprovider name="encrypted">
            <class>org.nuxeo.ecm.core.blob.{name}</class>
            <property name="path">binaries</property>
            <property name="digest">MD5</property>
            <property name="key">{key}</property>
          </blobprovider>
        </extension>
        """;

    private ServiceProvider Services() => Services([]);

    private ServiceProvider Services(Dictionary<string, string?>? settings = null, Action<ArchivoltBuilder>? configure = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Archivolt:DataPath", _home), new("Archivolt:Contributions", "config")])
            .AddInMemoryCollection(settings ?? [])
            .Build();
        return new ServiceCollection().AddLogging().AddArchivolt(configuration, builder =>
        {
            configure?.Invoke(builder);
            builder.AddNuxeoContributions(configuration);
        }).Services.BuildServiceProvider();
    }

    private static string Permission(string name, string script) =>
        $"<extension target='org.nuxeo.ecm.core.io.download.DownloadService' point='permissions'><permission name='{name}'><script>{script}</script></permission></extension>";

    private void Write(string file, string xml) => File.WriteAllText(Path.Combine(_home, "config", file), xml);

    private static Document Document() =>
        new() { Repository = "default", Id = "a2ef9a1d-4f4f-4bd4-9d0d-7c0b0f3a9a11", Name = "d", Path = "/d", Type = "File" };
}
