using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Layers;
using Archivolt.Layers.Mirroring;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Configuration;

public sealed class ProviderLayersTests : IDisposable
{
    private readonly TestDirectory _code = new();
    private readonly TestDirectory _configuration = new();

    public void Dispose()
    {
        _code.Dispose();
        _configuration.Dispose();
    }

    [Fact]
    public Task A_plain_store_is_the_same() => SameAsync("File \"default\"", provider => provider);

    [Fact]
    public Task A_mirror_is_the_same() =>
        SameAsync("Mirrored(", provider => provider.MirroredTo("copy", MirrorWrites.Any), ("Mirror:Path", "copy"), ("Mirror:Writes", "Any"));

    [Fact]
    public Task A_cold_tier_is_the_same() =>
        SameAsync("Cold(", provider => provider.Cold(TimeSpan.FromHours(4)), ("Cold:RestoreDelay", "04:00:00"));

    [Fact]
    public Task A_migration_is_the_same() =>
        SameAsync("Migrating(", provider => provider.MigratingFrom("old"), ("MigrateFrom:Path", "old"));

    [Fact]
    public Task The_order_of_calls_says_nothing() => SameAsync(
        "Cold(Mirrored(", provider => provider.Cold().MirroredTo("copy", mirror: mirror => mirror.MirroredTo("third")),
        ("Cold:RestoreDelay", "00:00:00"), ("Mirror:Path", "copy"), ("Mirror:Mirror:Path", "third"));

    [Fact]
    public async Task Records_are_locked_alike()
    {
        await using var code = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_code["data"])
            .AddFileStore("default", new FileStoreOptions { Path = "files" }, new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) })
            .MirroredTo("copy")).Services.BuildServiceProvider();
        await using var configured = Configured(("Record", "true"), ("Mirror:Path", "copy"), ("Layout", "SubDirectories"));
        (await ChainAsync(code)).ShouldBe(await ChainAsync(configured));
        (await ChainAsync(code)).ShouldStartWith("default: Retained(Mirrored(");
    }

    [Fact]
    public async Task Other_providers_follow_one_with_layers()
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_code["data"])
            .AddFileStore("default", "files").MirroredTo("copy").AddFileStore("other", "others")).Services.BuildServiceProvider();
        (await services.OpenBlobsAsync()).Providers.Select(provider => provider.Id).ShouldBe(["default", "other"]);
    }

    [Fact]
    public async Task A_provider_is_a_service_under_its_id()
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_code["data"])
            .AddFileStore("default", "files")).Services.BuildServiceProvider();
        var provider = services.GetRequiredKeyedService<BlobProvider>("default");
        provider.ShouldBeSameAs(services.GetRequiredService<BlobManager>()["default"]);
        Should.Throw<BlobException>(() => services.GetRequiredKeyedService<BlobProvider>("nope")).Error.ShouldBe(BlobError.NotFound);
    }

    [Fact]
    public async Task Another_store_may_be_any_that_can_be_a_provider()
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_code["data"])
            .AddFileStore("default", "files")
            .MirroredTo(mirror => mirror.AddProvider("copy", _ => new MemoryStore("copy")))
            .MigratingFrom(old => old.AddFileStore("old", "old").MirroredTo("old-copy"))).Services.BuildServiceProvider();
        (await ChainAsync(services)).ShouldBe(
            "default: Migrating(Mirrored(File \"default\", Memory \"copy\"), Mirrored(File \"default/old\", File \"default/old/mirror\"))");
        services.GetRequiredService<BlobManager>().Providers.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_layer_has_one_other_store()
    {
        void Add(Action<ArchivoltBuilder> mirror) => new ServiceCollection().AddArchivolt(archivolt => archivolt.AddFileStore("default", "files").MirroredTo(mirror));

        Should.Throw<BlobException>(() => Add(_ => { })).Message.ShouldBe("Archivolt:Providers:default:Mirror: add the store, such as with AddFileStore.");
        Should.Throw<BlobException>(() => Add(mirror => mirror.AddFileStore("a", "a").AddFileStore("b", "b"))).Message.ShouldContain("add one only");
    }

    [Fact]
    public async Task A_layer_of_the_provider_is_refused_around_one_of_its_stores()
    {
        await using var services = Configured(("Mirror:Path", "copy"), ("Mirror:Cold:RestoreDelay", "00:00:00"));
        (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Message.ShouldStartWith("Archivolt:Providers:default:Mirror:Cold is for a whole provider");
    }

    [Fact]
    public async Task No_two_layers_have_one_place()
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt
            .AddLayer(new LayerRegistration("Mine", LayerOrder.Cold, (_, store, _) => ValueTask.FromResult(store)))).Services.BuildServiceProvider();
        Should.Throw<BlobException>(() => services.GetRequiredService<BlobManager>()).Message.ShouldContain("both have the place Cold");
    }

    [Theory]
    [InlineData("Mirror")]
    [InlineData("mirror")]
    public async Task No_two_layers_have_one_section(string section)
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt
            .AddLayer(new LayerRegistration(section, LayerOrder.Outermost, (_, store, _) => ValueTask.FromResult(store)))).Services.BuildServiceProvider();
        Should.Throw<BlobException>(() => services.GetRequiredService<BlobManager>()).Message.ShouldBe("Two layers have the section Mirror; give each its own.");
    }

    [Fact]
    public async Task A_layer_opens_a_store_only_if_it_is_known_to_describe_one()
    {
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_code["data"])
            .AddLayer(new LayerRegistration("Mine", LayerOrder.Outermost, (context, _, token) => context.OpenStoreAsync("mine", token)))
            .AddFileStore("default", "files").With("Mine:Path", "mine")).Services.BuildServiceProvider();
        (await Should.ThrowAsync<InvalidOperationException>(services.OpenBlobsAsync)).Message.ShouldStartWith("The layer Mine opens a store");
    }

    private async Task SameAsync(string expected, Func<ProviderBuilder, ArchivoltBuilder> layers, params (string Setting, string Value)[] settings)
    {
        await using var code = new ServiceCollection().AddLogging()
            .AddArchivolt(archivolt => layers(archivolt.UseDataPath(_code["data"]).AddFileStore("default", "files"))).Services.BuildServiceProvider();
        await using var configured = Configured(settings);
        (await ChainAsync(code)).ShouldBe(await ChainAsync(configured));
        (await ChainAsync(code)).ShouldStartWith($"default: {expected}");
    }

    private ServiceProvider Configured(params (string Setting, string Value)[] settings) => new ServiceCollection().AddLogging()
        .AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("Archivolt:DataPath", _configuration["data"]),
                new("Archivolt:Providers:default:Path", "files"),
                .. settings.Select(setting => KeyValuePair.Create<string, string?>($"Archivolt:Providers:default:{setting.Setting}", setting.Value)),
            ]).Build()).Services.BuildServiceProvider();

    private static async Task<string> ChainAsync(ServiceProvider services) => (await services.OpenBlobsAsync())["default"].ToString()!;
}
