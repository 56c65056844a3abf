using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Stores.Files;

public sealed class FileStoreSettingsTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_settings_content_is_kept_durably_in_binaries_under_the_data_home()
    {
        await using var services = FileProviders.Start(_directory["home"]);
        var (provider, store) = await OfAsync(services);
        store.Traits.Locations[0].LocalPath.ShouldBe(_directory["home/binaries/"]);
        store.Traits.Durability.ShouldBe(Durability.Full);
        store.Layout.ShouldBe(PathLayout.SubDirectories(2));
        provider.Options.KeyStrategy.ShouldBe(new KeyStrategy.ByDigest(DigestAlgorithm.Sha256));
        provider.Options.PreventUserUpdate.ShouldBeFalse();
        provider.Options.MaxLength.ShouldBeNull();
    }

    [Fact]
    public async Task Every_setting_counts_in_any_letter_case()
    {
        await using var services = FileProviders.Start(_directory["home"], ("path", "videos"), ("NAMESPACE", " ns1 "), ("digest", "sha512"), ("depth", "3"),
            ("durability", "none"), ("preventUserUpdate", "true"), ("maxlength", "1000"));
        var (provider, store) = await OfAsync(services);
        store.Traits.Locations[0].LocalPath.ShouldBe(_directory["home/videos_ns1/"]);
        store.Traits.Durability.ShouldBe(Durability.None);
        store.Layout.ShouldBe(PathLayout.SubDirectories(3));
        provider.Options.KeyStrategy.ShouldBe(new KeyStrategy.ByDigest(DigestAlgorithm.Sha512));
        provider.Options.PreventUserUpdate.ShouldBeTrue();
        provider.Options.MaxLength.ShouldBe(1000);
    }

    [Theory]
    [InlineData("Record", "true", "Flat")]
    [InlineData("KeyStrategy", "document", "Flat")]
    [InlineData("KeyStrategy", "managed", "Flat")]
    [InlineData("KeyStrategy", "digest", "SubDirectories(2)")]
    [InlineData("Layout", "flat", "Flat")]
    [InlineData("Layout", "shortened", "Shortened")]
    [InlineData("Layout", "subdirectories", "SubDirectories(2)")]
    [InlineData("Depth", "0", "Flat")]
    public async Task Keys_that_are_no_digests_are_flat_unless_the_layout_is_set(string setting, string value, string layout)
    {
        await using var services = FileProviders.Start(_directory["home"], (setting, value));
        (await OfAsync(services)).Store.Layout.ToString().ShouldBe(layout);
    }

    [Theory]
    [InlineData("Digest", "SHA-999", "SHA-512")]
    [InlineData("Depth", "-1", "0 to 16")]
    [InlineData("Depth", "17", "0 to 16")]
    [InlineData("Depth", "two", "0 to 16")]
    [InlineData("Layout", "2", "SubDirectories, Flat, Shortened")]
    [InlineData("Durability", "sometimes", "Full, File, None")]
    [InlineData("ReadOnly", "yes", "true or false")]
    [InlineData("MustExist", "1", "true or false")]
    [InlineData("Record", "maybe", "true or false")]
    [InlineData("KeyStrategy", "guess", "digest")]
    [InlineData("MaxLength", "big", "bytes")]
    [InlineData("PreventUserUpdate", "no", "true or false")]
    [InlineData("Namespace", "../x", "without slashes")]
    public async Task A_wrong_setting_is_named_with_its_path_and_nothing_is_made(string setting, string value, string advice)
    {
        await using var services = FileProviders.Start(_directory["home"], (setting, value));
        var exception = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain($"Archivolt:Providers:default:{setting} is '{value}'");
        exception.Message.ShouldContain(advice);
        Directory.Exists(_directory["home"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Settings_that_contradict_each_other_are_refused()
    {
        foreach (var settings in new (string, string?)[][] { [("Record", "true"), ("KeyStrategy", "digest")], [("Layout", "flat"), ("Depth", "2")] })
        {
            await using var services = FileProviders.Start(_directory["home"], settings);
            (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Error.ShouldBe(BlobError.Configuration);
        }
    }

    [Fact]
    public async Task A_store_is_added_in_code()
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_directory["home"])
            .AddFileStore("default", "files")
            .AddFileStore("records", new FileStoreOptions { Path = "records", Digest = DigestAlgorithm.Md5, Layout = PathLayout.Flat })).Services.BuildServiceProvider();
        var blobs = await services.OpenBlobsAsync();
        (await blobs["default"].WriteAsync(BlobSource.FromText("foo"))).Key.ToString().ShouldBe("default:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");
        (await blobs["records"].WriteAsync(BlobSource.FromText("foo"))).Key.ToString().ShouldBe("records:acbd18db4cc2f85cedef654fccc4a4d8");
        File.Exists(_directory["home/records/data/acbd18db4cc2f85cedef654fccc4a4d8"]).ShouldBeTrue();
        blobs["records"].Store.Traits.Name.ShouldBe("File \"records\"");
    }

    private static async Task<(BlobProvider Provider, FileStore Store)> OfAsync(ServiceProvider services)
    {
        var provider = (await services.OpenBlobsAsync())["default"];
        return (provider, provider.Ability<ICleansTempFiles>().ShouldBeOfType<FileStore>());
    }
}
