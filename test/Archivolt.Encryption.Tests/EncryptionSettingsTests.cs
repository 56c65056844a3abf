using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Layers.Mirroring;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption.Tests;

public sealed class EncryptionSettingsTests : IDisposable
{
    private const string Provider = "Archivolt:Providers:default";
    private const string Hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("KeyFile", Hex)]
    [InlineData("PasswordFile", "a password\n")]
    public async Task Any_provider_is_encrypted_by_one_setting(string setting, string secret)
    {
        await File.WriteAllTextAsync(_directory["secret"], secret);
        BlobInfo written;
        await using (var services = Services(("Type", "File"), ($"Encryption:{setting}", "secret")))
        {
            var provider = (await services.OpenBlobsAsync())["default"];
            provider.Store.ShouldBeOfType<Encrypted>();
            written = await provider.WriteAsync(BlobSource.FromText("hello"));
        }
        await using var again = Services(("Type", "File"), ($"Encryption:{setting}", "secret"));
        (await (await again.OpenBlobsAsync())["default"].Store.GetAsync(written.Key.Key)).ShouldBe("hello"u8.ToArray());
    }

    [Theory]
    [InlineData("default", "Path")]
    [InlineData("default/mirror", "Mirror:Path")]
    [InlineData("default/old", "MigrateFrom:Path")]
    public async Task An_encrypted_store_is_not_opened_as_a_plain_one(string named, string setting)
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        await using (var services = Services(("Path", "encrypted"), ("Encryption:KeyFile", "secret")))
            await services.OpenBlobsAsync();
        await using var plain = Services((setting, "encrypted"));

        var refused = await Should.ThrowAsync<BlobException>(plain.OpenBlobsAsync);

        refused.Error.ShouldBe(BlobError.Configuration);
        refused.Message.ShouldEndWith(
            $"is encrypted (it has a keyring), but the provider '{named}' has no section Encryption; add the one that it was encrypted with (a command reads it with --config).");
    }

    [Fact]
    public async Task One_copy_of_the_keyring_tells_that_a_store_is_encrypted()
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        await using (var services = Services(("Path", "encrypted"), ("Encryption:KeyFile", "secret")))
            await services.OpenBlobsAsync();
        File.Delete(Directory.EnumerateFiles(_directory["encrypted"], "archivolt-keyring-1", SearchOption.AllDirectories).Single());
        await using var plain = Services(("Path", "encrypted"));

        (await Should.ThrowAsync<BlobException>(plain.OpenBlobsAsync)).Message.ShouldContain("it has a keyring");
    }

    [Fact]
    public async Task Opaque_keys_tell_nothing_of_the_content_and_still_keep_it_once()
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        (string Name, string Value)[] settings = [("Type", "File"), ("Encryption:KeyFile", "secret"), ("Encryption:OpaqueKeys", "true")];
        var content = BlobSource.FromText("hello");
        BlobInfo first;
        await using (var services = Services(settings))
        {
            var provider = (await services.OpenBlobsAsync())["default"];
            first = await provider.WriteAsync(content);
            await provider.Ability<Keyring>()!.RotateAsync();
        }
        await using var again = Services(settings);
        var opened = (await again.OpenBlobsAsync())["default"];
        (await opened.WriteAsync(content)).Key.ShouldBe(first.Key, "the key outlives restarts and rotations");
        first.Digest.ShouldBe(DigestAlgorithm.Sha256.Hash("hello"u8).Hex);
        first.Key.Key.Length.ShouldBe(60);
        first.Digest!.ShouldNotContain(first.Key.Key);
        (await opened.VerifyAsync(first.Key.Key)).Health.ShouldBe(BlobHealth.Readable);
        await foreach (var blob in opened.ListAsync())
            blob.Key.ShouldBe(first.Key.Key);
    }

    [Fact]
    public async Task A_provider_encrypted_in_code_is_the_same_as_its_section()
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        await using var configured = Services(("Path", "configured"), ("Mirror:Path", "copy"), ("Encryption:KeyFile", "secret"), ("Encryption:OpaqueKeys", "true"));
        await using var code = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt.UseDataPath(_directory[""])
            .AddFileStore("default", "code").MirroredTo("code-copy").Encrypted(new EncryptionOptions { KeyFile = "secret", OpaqueKeys = true })).Services.BuildServiceProvider();
        var provider = (await code.OpenBlobsAsync())["default"];
        provider.ToString().ShouldBe((await configured.OpenBlobsAsync())["default"].ToString());
        provider.ToString().ShouldStartWith("default: Mirrored(Encrypted(");
        provider.Options.KeyStrategy.ShouldBeOfType<KeyStrategy.ByKeyedDigest>();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task A_mirror_that_is_left_in_clear_is_warned_of(bool isEncrypted, int warnings)
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        var log = new MirrorLog();
        await using var services = new ServiceCollection().AddSingleton<ILogger<Mirrored>>(log).AddArchivolt(archivolt => archivolt.UseDataPath(_directory[""])
            .AddFileStore("default", "files").MirroredTo("copy", mirror: copy => _ = isEncrypted ? copy.Encrypted(new EncryptionOptions { KeyFile = "secret" }) : copy)
            .Encrypted(new EncryptionOptions { KeyFile = "secret" })).Services.BuildServiceProvider();
        await services.OpenBlobsAsync();
        log.Lines.Count(line => line.Contains("encrypted and its mirror is not", StringComparison.Ordinal)).ShouldBe(warnings);
    }

    [Theory]
    [InlineData("document")]
    [InlineData("managed")]
    public async Task Opaque_keys_are_for_digests_and_a_store_refused_for_them_gets_no_keyring(string strategy)
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        await using (var services = Services(
            ("Path", "store"), ("KeyStrategy", strategy), ("Encryption:KeyFile", "secret"), ("Encryption:OpaqueKeys", "true")))
        {
            if (strategy == "document")
                (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Message.ShouldContain("OpaqueKeys is for content");
            else
                await services.OpenBlobsAsync();
        }
        Directory.EnumerateFiles(_directory["."], "archivolt-keyring-*", SearchOption.AllDirectories).Any().ShouldBe(strategy == "managed");
    }

    [Fact]
    public async Task A_secret_may_be_in_the_environment()
    {
        const string Variable = "ARCHIVOLT_TEST_KEY";
        Environment.SetEnvironmentVariable(Variable, Hex);
        await using var services = Services(("Type", "Memory"), ("Encryption:KeyEnvironment", Variable));
        var keyring = (await services.OpenBlobsAsync())["default"].Ability<Keyring>().ShouldNotBeNull();
        keyring.MasterIds.ShouldBe([RawMasterKey.Parse(System.Text.Encoding.ASCII.GetBytes(Hex), "test").Id]);
    }

    [Theory]
    [InlineData("KeyFile", "missing", "KeyFile cannot be read")]
    [InlineData("KeyFile", "short", "holds no master key")]
    [InlineData("PasswordFile", "empty", "holds no password")]
    [InlineData("KeyEnvironment", "ARCHIVOLT_TEST_UNSET", "which is not set")]
    [InlineData("Keyfil", "short", "is not a setting; did you mean KeyFile?")]
    [InlineData("KeyFile", "", "names no key")]
    public async Task A_setting_that_cannot_be_used_is_named(string setting, string value, string expected)
    {
        await File.WriteAllTextAsync(_directory["short"], "0001");
        await File.WriteAllTextAsync(_directory["empty"], "\n");
        await using var services = Services(("Type", "Memory"), ($"Encryption:{setting}", value));
        var exception = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain(expected);
        exception.Message.ShouldContain($"{Provider}:Encryption");
        exception.Message.ShouldNotContain("0001");
    }

    [Fact]
    public async Task A_provider_that_cannot_be_opened_leaves_no_key_and_no_previous_format_open()
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        await using (var first = Services(("Path", "encrypted"), ("Encryption:KeyFile", "secret")))
            await first.OpenBlobsAsync();
        var (master, previous) = (new WatchedKey(new string('0', 64)), new List<WatchedStore>());
        await using var services = Services(
            builder => builder.AddMasterKey("Mine", (_, _) => master).AddEncryptionFormat("old", (_, _, configured) =>
            {
                previous.Add(new WatchedStore(configured.Store));
                return configured with { Store = previous[0] };
            }),
            ("Path", "encrypted"), ("Encryption:Mine", "yes"), ("Encryption:Former:Format", "old"));

        (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Message.ShouldContain("keyring cannot be opened");

        master.Disposed.ShouldBe(1);
        previous.ShouldHaveSingleItem().IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_format_is_refused_for_a_store_with_a_keyring()
    {
        await File.WriteAllTextAsync(_directory["secret"], Hex);
        await using (var first = Services(("Path", "encrypted"), ("Encryption:KeyFile", "secret")))
            await first.OpenBlobsAsync();
        await using var services = Services(
            builder => builder.AddEncryptionFormat("Old", (_, _, configured) => configured), ("Path", "encrypted"), ("Encryption:Format", "old"));

        var refused = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);

        refused.Error.ShouldBe(BlobError.Configuration);
        refused.Message.ShouldBe(
            $"{Provider}:Encryption:Format is 'Old', but the store 'File \"default\"' has a keyring and so is in Archivolt's own format; leave Format out.");
    }

    private ServiceProvider Services(params (string Name, string Value)[] settings) => Services(_ => { }, settings);

    private ServiceProvider Services(Action<ArchivoltBuilder> configure, params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [.. settings.Select(setting => KeyValuePair.Create<string, string?>($"{Provider}:{setting.Name}", setting.Value)), new("Archivolt:DataPath", _directory[""])]).Build();
        var builder = new ServiceCollection().AddArchivolt(configuration).AddEncryption();
        configure(builder);
        return builder.Services.BuildServiceProvider();
    }

    private sealed class WatchedKey(string hex) : IMasterKey
    {
        private readonly RawMasterKey _key = RawMasterKey.Parse(System.Text.Encoding.ASCII.GetBytes(hex), "test");

        public int Disposed { get; private set; }

        public string Id => _key.Id;

        public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
            _key.WrapAsync(keys, context, cancellationToken);

        public ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
            _key.UnwrapAsync(wrapped, context, cancellationToken);

        public void Dispose()
        {
            Disposed++;
            _key.Dispose();
        }
    }

    private sealed class WatchedStore(IBlobStore inner) : StoreLayer(inner)
    {
        public bool IsDisposed { get; private set; }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return base.DisposeAsync();
        }
    }

    private sealed class MirrorLog : ILogger<Mirrored>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
