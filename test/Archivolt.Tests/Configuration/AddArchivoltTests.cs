using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Stores.Folders;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Tests.Configuration;

public sealed class AddArchivoltTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Messages _log = new();

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Without_providers_files_go_to_binaries_under_the_data_home()
    {
        await using var services = Configured([]);
        var provider = (await services.OpenBlobsAsync()).Providers.ShouldHaveSingleItem();
        provider.Id.ShouldBe("default");
        var info = await provider.WriteAsync(BlobSource.FromText("hello"));
        provider.Ability<FileStore>()!.PathOf(info.Key.Key).ShouldStartWith(_directory["data/binaries/"]);
        info.Digest.ShouldBe(DigestAlgorithm.Sha256.Hash("hello"u8).Hex);
    }

    [Fact]
    public async Task Providers_are_added_in_code()
    {
        await using var services = Services(collection => collection.AddArchivolt(builder => builder
            .UseDataPath(_directory["data"])
            .AddProvider("scratch", _ => new MemoryStore("scratch"), new BlobProviderOptions { PreventUserUpdate = true })
            .AddFileStore("default", "files")));
        var manager = await services.OpenBlobsAsync();
        manager.Providers.Select(provider => provider.Id).ShouldBe(["default", "scratch"]);
        manager["scratch"].Options.PreventUserUpdate.ShouldBeTrue();
        manager["default"].Store.ShouldBeOfType<FileStore>();
        Directory.Exists(_directory["data/files"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Providers_are_read_from_the_configuration()
    {
        Directory.CreateDirectory(_directory["data/pictures"]);
        await using var services = Configured(new()
        {
            ["Providers:default:Path"] = "files",
            ["Providers:default:Digest"] = "md5",
            ["Providers:default:MaxLength"] = "1000",
            ["Providers:scratch:Type"] = "memory",
            ["Providers:scratch:KeyStrategy"] = "document",
            ["Providers:scratch:Digest"] = "SHA-512",
            ["Providers:pictures:Type"] = "Folder",
            ["Providers:pictures:Root"] = "pictures",
            ["Providers:open:Type"] = "Folder",
            ["Providers:open:Path"] = "/",
            ["Providers:open:PreventUserUpdate"] = "false",
        });
        var manager = await services.OpenBlobsAsync();
        manager["default"].Store.ShouldBeOfType<FileStore>();
        manager["default"].Options.ShouldBe(new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(DigestAlgorithm.Md5), MaxLength = 1000 });
        manager["scratch"].Store.ToString().ShouldBe("Retained(Memory \"scratch\")");
        manager["scratch"].Options.KeyStrategy.ShouldBe(new KeyStrategy.ByDocument(DigestAlgorithm.Sha512));
        manager["pictures"].Store.ShouldBeOfType<FolderStore>();
        manager["pictures"].Options.PreventUserUpdate.ShouldBeTrue();
        manager["open"].Options.PreventUserUpdate.ShouldBeFalse();
    }

    [Fact]
    public void The_section_itself_in_place_of_the_configuration_is_refused()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Archivolt:DataPath", _directory["data"])]).Build();
        var refusal = Should.Throw<BlobException>(() => new ServiceCollection().AddArchivolt(configuration.GetSection("archivolt")));
        (refusal.Error, refusal.Message).ShouldBe((BlobError.Configuration, "AddArchivolt was given the section archivolt; give the configuration that has the section Archivolt."));
    }

    [Fact]
    public async Task Services_are_disposed_without_await_too()
    {
        BlobProvider provider;
        using (var services = Services(collection => collection.AddArchivolt(builder => builder.AddProvider("default", _ => new MemoryStore("default")))))
            provider = (await services.OpenBlobsAsync())["default"];
        await Should.ThrowAsync<ObjectDisposedException>(async () => await provider.StatAsync("key"));
    }

    [Theory]
    [InlineData("Type", "s3", "Archivolt:Providers:p:Type is 's3', which is not a known type of store; use one of File, Folder, Memory, or reference the package Archivolt.S3 and call AddS3Stores().")]
    [InlineData("Type", "Tape", "Archivolt:Providers:p:Type is 'Tape', which is not a known type of store; use one of File, Folder, Memory.")]
    [InlineData("KeyStrategy", "random", "Archivolt:Providers:p:KeyStrategy is 'random'; use one of Digest, Managed, Document.")]
    [InlineData("PreventUserUpdate", "yes", "Archivolt:Providers:p:PreventUserUpdate is 'yes'; use true or false.")]
    [InlineData("MaxLength", "-1", "Archivolt:Providers:p:MaxLength is '-1'; use a number of bytes.")]
    public async Task A_setting_that_cannot_be_is_explained(string setting, string value, string message)
    {
        await using var services = Configured(new() { [$"Providers:p:{setting}"] = value });
        (await RefusedByAsync(services)).ShouldBe(message);
    }

    [Fact]
    public async Task A_folder_needs_a_root()
    {
        await using var services = Configured(new() { ["Providers:p:Type"] = "Folder" });
        (await RefusedByAsync(services)).ShouldBe("Archivolt:Providers:p has no Root; give the directory that holds the files.");
    }

    [Fact]
    public async Task Two_providers_cannot_have_one_id()
    {
        await using var services = Services(collection => collection.AddArchivolt(builder => builder
            .AddProvider("same", _ => new MemoryStore())
            .AddProvider("same", _ => new MemoryStore())));
        (await RefusedByAsync(services)).ShouldBe("Two blob providers are named 'same'; give each its own id.");
    }

    [Theory]
    [InlineData("files", "files")]
    [InlineData("files", "./other/../files/")]
    [InlineData("files", "files/inside")]
    [InlineData("files/inside", "files")]
    [InlineData("files", "linked")]
    public async Task Two_providers_cannot_share_a_storage(string one, string other)
    {
        Directory.CreateDirectory(_directory["data/files"]);
        File.CreateSymbolicLink(_directory["data/linked"], "files");
        await using var services = Sharing(one, other, lenient: false);
        (await RefusedByAsync(services)).ShouldBe("The blob providers a, b share one storage: give each its own path, or set Archivolt:Lenient.");
        _log.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lenient_start_warns_in_the_platforms_words()
    {
        await using var services = Sharing("files", "files", lenient: true);
        (await services.OpenBlobsAsync()).Providers.Count().ShouldBe(3);
        _log.ShouldHaveSingleItem()
            .ShouldBe((LogLevel.Warning, "Shared storages detected: [a, b], this must be avoided, review your blob providers configuration."));
    }

    [Fact]
    public async Task Neighbours_do_not_share()
    {
        await using var services = Sharing("files", "files2", lenient: false);
        (await services.OpenBlobsAsync()).Providers.Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_provider_may_have_a_mirror_with_settings_of_its_own()
    {
        await using var services = Configured(new()
        {
            ["Providers:default:Path"] = "files",
            ["Providers:default:Mirror:Path"] = "copies",
            ["Providers:default:Mirror:Durability"] = "None",
            ["Providers:default:Mirror:Writes"] = "any",
        });
        var provider = (await services.OpenBlobsAsync())["default"];
        provider.ToString().ShouldBe("default: Mirrored(File \"default\", File \"default/mirror\")");
        var info = await provider.WriteAsync(BlobSource.FromText("hello"));
        foreach (var copy in provider.Ability<IMirrors>()!.Copies)
            (await copy.StatAsync(info.Key.Key)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Mirror:Writes", "some", "Archivolt:Providers:a:Mirror:Writes is 'some'; use one of All, Any.")]
    [InlineData("Mirror:Path", "files", "Archivolt:Providers:a:Mirror is in the same place as what it mirrors; give it a path of its own, best on another disk.")]
    [InlineData("Mirror:Path", "other", "The blob providers a, b share one storage: give each its own path, or set Archivolt:Lenient.")]
    [InlineData("Mirror:Digest", "MD5", "Archivolt:Providers:a:Mirror is described as a store of MD5 and mirrors one of SHA-256; set its Digest to SHA-256, so that it is a whole store by itself.")]
    [InlineData("Mirror:ReadOnly", "true", "Archivolt:Providers:a:Mirror and what it mirrors must both be writable, or both be read-only.")]
    public async Task A_mirror_that_cannot_be_right_is_refused(string setting, string value, string message)
    {
        Directory.CreateDirectory(_directory["data/copies/data"]);
        await using var services = Configured(new()
        {
            ["Providers:a:Path"] = "files",
            ["Providers:b:Path"] = "other",
            ["Providers:a:Mirror:Path"] = "copies",
            [$"Providers:a:{setting}"] = value,
        });
        (await RefusedByAsync(services)).ShouldBe(message);
    }

    [Fact]
    public async Task What_was_opened_is_closed_when_the_start_fails()
    {
        var store = new MemoryStore();
        await using var services = Services(collection => collection.AddArchivolt(builder => builder
            .AddProvider("first", _ => store)
            .AddProvider("second", _ => throw new BlobException(BlobError.Configuration, "No."))));
        (await RefusedByAsync(services)).ShouldBe("No.");
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.StatAsync("key"));
    }

    [Fact]
    public async Task Another_package_adds_a_type()
    {
        var settings = new Dictionary<string, string?> { ["Archivolt:Providers:p:Type"] = "mine", ["Archivolt:Providers:p:Word"] = "hello" };
        await using var services = Services(collection => collection.AddArchivolt(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            builder => builder.AddStoreType("Mine", context => new ConfiguredStore(new MemoryStore($"{context.Id} {context.Section["Word"]}"), context.ProviderOptions(DigestAlgorithm.Sha1)))));
        var provider = (await services.OpenBlobsAsync())["p"];
        provider.ToString().ShouldBe("p: Memory \"p hello\"");
        provider.Options.KeyStrategy.Algorithm.ShouldBe(DigestAlgorithm.Sha1);
    }

    private ServiceProvider Sharing(string one, string other, bool lenient) => Configured(new()
    {
        ["Lenient"] = lenient.ToString(),
        ["Providers:a:Path"] = one,
        ["Providers:b:Path"] = other,
        ["Providers:folder:Type"] = "Folder",
        ["Providers:folder:Root"] = "files",
    });

    private ServiceProvider Configured(Dictionary<string, string?> settings)
    {
        var all = settings.ToDictionary(setting => $"Archivolt:{setting.Key}", setting => setting.Value);
        all["Archivolt:DataPath"] = _directory["data"];
        return Services(collection => collection.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(all).Build()));
    }

    private ServiceProvider Services(Action<IServiceCollection> add)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.AddProvider(_log));
        add(collection);
        return collection.BuildServiceProvider();
    }

    private static async Task<string> RefusedByAsync(ServiceProvider services)
    {
        var exception = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);
        exception.Error.ShouldBe(BlobError.Configuration);
        return exception.Message;
    }

    private sealed class Messages : List<(LogLevel Level, string Text)>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add((logLevel, formatter(state, exception)));
    }
}
