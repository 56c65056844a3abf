using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption.Tests;

/// <summary>Providers that are encrypted with a master key given in code.</summary>
public sealed class GivenMasterKeyTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly byte[] _key = [.. Enumerable.Range(1, 32).Select(number => (byte)(number * 7))];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_provider_is_encrypted_with_a_key_that_stays_its_owners()
    {
        using var key = new RawMasterKey(_key);
        var written = await WriteAsync(store => store.Encrypted(key));
        (await File.ReadAllBytesAsync(StoredFile(written))).AsSpan().IndexOf("hello"u8).ShouldBe(-1);
        (await ReadAsync(written, store => store.Encrypted(key))).ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public async Task A_key_comes_from_the_services()
    {
        void Add(ArchivoltBuilder archivolt)
        {
            archivolt.Services.AddSingleton<IMasterKey>(_ => new RawMasterKey(_key));
            archivolt.AddFileStore("default", "binaries").Encrypted(services => services.GetRequiredService<IMasterKey>());
        }

        BlobInfo written;
        await using (var services = Services(Add))
            written = await (await services.OpenBlobsAsync())["default"].WriteAsync(BlobSource.FromText("hello"));
        await using var again = Services(Add);
        (await (await again.OpenBlobsAsync())["default"].Store.GetAsync(written.Key.Key)).ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public async Task A_key_made_for_the_provider_is_made_once_also_where_opening_is_tried_again_and_disposed_of_with_the_services()
    {
        var made = new List<Unreliable>();
        await using (var services = Services(store => store.Encrypted(_ =>
        {
            made.Add(new Unreliable(new RawMasterKey(_key)));
            return made[^1];
        })))
        {
            (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Error.ShouldBe(BlobError.Unavailable);
            await (await services.OpenBlobsAsync())["default"].WriteAsync(BlobSource.FromText("hello"));
            made.ShouldHaveSingleItem().IsDisposed.ShouldBeFalse();
        }
        made[0].IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Each_of_several_keys_opens_the_keyring_and_options_hold_beside_them()
    {
        using var first = new RawMasterKey(_key);
        using var second = new PasswordMasterKey("correct horse");
        var written = await WriteAsync(store => store.Encrypted(first).Encrypted(_ => new PasswordMasterKey("correct horse")).Encrypted(new EncryptionOptions { OpaqueKeys = true }));
        written.Key.Key.Length.ShouldBe(60);
        (await ReadAsync(written, store => store.Encrypted(first))).ShouldBe("hello"u8.ToArray());
        (await ReadAsync(written, store => store.Encrypted(second))).ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public async Task A_mirror_has_a_key_of_its_own()
    {
        using var key = new RawMasterKey(_key);
        var written = await WriteAsync(store => store.MirroredTo("copy", mirror: copy => copy.Encrypted(key)));
        (await File.ReadAllBytesAsync(StoredFile(written))).ShouldBe("hello"u8.ToArray());
        Directory.EnumerateFiles(_directory["copy"], written.Key.Key, SearchOption.AllDirectories)
            .ShouldHaveSingleItem().ShouldSatisfyAllConditions(file => File.ReadAllBytes(file).AsSpan().IndexOf("hello"u8).ShouldBe(-1));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_as_a_configured_one_is_and_neither_key_is_told()
    {
        using var right = new RawMasterKey(_key);
        await WriteAsync(store => store.Encrypted(right));
        var other = _key.Reverse().ToArray();
        using var wrong = new RawMasterKey(other);
        var log = new Messages();
        await using var services = Services(store => store.Encrypted(wrong), log);
        var refusal = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);

        await File.WriteAllTextAsync(_directory["secret"], Convert.ToHexString(other));
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Archivolt:DataPath"] = _directory[""],
            ["Archivolt:Providers:default:Path"] = "binaries",
            ["Archivolt:Providers:default:Encryption:KeyFile"] = "secret",
        }).Build();
        await using var configured = new ServiceCollection().AddLogging().AddArchivolt(settings).AddEncryption().Services.BuildServiceProvider();
        refusal.Message.ShouldBe((await Should.ThrowAsync<BlobException>(configured.OpenBlobsAsync)).Message);
        refusal.Error.ShouldBe(BlobError.Configuration);
        TellsNothing($"{refusal}");
        log.ForEach(TellsNothing);
    }

    [Fact]
    public async Task The_key_is_in_no_log_and_in_nothing_that_prints_itself()
    {
        using var key = new RawMasterKey(_key);
        var log = new Messages();
        await using (var services = Services(store => store.Encrypted(key), log))
        {
            var provider = (await services.OpenBlobsAsync())["default"];
            await provider.WriteAsync(BlobSource.FromText("hello"));
            TellsNothing($"{provider} {provider.Options} {provider.Ability<Keyring>()} {new BorrowedMasterKey(key)}");
        }
        // A copy of the keyring that is gone is repaired, which is logged.
        File.Delete(Directory.EnumerateFiles(_directory["binaries"], "*keyring*", SearchOption.AllDirectories).First());
        await using (var again = Services(store => store.Encrypted(key), log))
            await again.OpenBlobsAsync();
        log.ShouldContain(line => line.Contains("keyring copy", StringComparison.Ordinal));
        log.ForEach(TellsNothing);
    }

    [Fact]
    public async Task A_configuration_cannot_name_such_a_key()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Archivolt:Providers:default:Type"] = "Memory",
            ["Archivolt:Providers:default:Encryption:MasterKey"] = "hush",
        }).Build();
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(settings).AddEncryption().Services.BuildServiceProvider();
        var refusal = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);
        refusal.Message.ShouldStartWith("Archivolt:Providers:default:Encryption:MasterKey is not a setting");
        refusal.Message.ShouldNotContain("hush");
    }

    private void TellsNothing(string text)
    {
        foreach (var key in new[] { _key, [.. _key.Reverse()] })
        {
            text.ShouldNotContain(Convert.ToHexString(key)[..16], Case.Insensitive);
            text.ShouldNotContain(Convert.ToBase64String(key)[..16]);
        }
    }

    private string StoredFile(BlobInfo blob) =>
        Directory.EnumerateFiles(_directory["binaries"], blob.Key.Key, SearchOption.AllDirectories).ShouldHaveSingleItem();

    private async Task<BlobInfo> WriteAsync(Action<ProviderBuilder> encrypt)
    {
        await using var services = Services(encrypt);
        return await (await services.OpenBlobsAsync())["default"].WriteAsync(BlobSource.FromText("hello"));
    }

    private async Task<byte[]> ReadAsync(BlobInfo blob, Action<ProviderBuilder> encrypt)
    {
        await using var services = Services(encrypt);
        return await (await services.OpenBlobsAsync())["default"].Store.GetAsync(blob.Key.Key);
    }

    private ServiceProvider Services(Action<ProviderBuilder> encrypt, Messages? log = null) =>
        Services(archivolt => encrypt(archivolt.AddFileStore("default", "binaries")), log);

    private ServiceProvider Services(Action<ArchivoltBuilder> add, Messages? log = null) => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log ?? []))
        .AddArchivolt(archivolt => add(archivolt.UseDataPath(_directory[""]))).Services.BuildServiceProvider();

    /// <summary>A key of a service that does not answer at first.</summary>
    private sealed class Unreliable(RawMasterKey key) : IMasterKey
    {
        private bool _answers;

        public bool IsDisposed { get; private set; }

        public string Id => key.Id;

        public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (_answers)
                return key.WrapAsync(keys, context, cancellationToken);
            _answers = true;
            throw new BlobException(BlobError.Unavailable, "The key service did not answer.");
        }

        public ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
            key.UnwrapAsync(wrapped, context, cancellationToken);

        public void Dispose()
        {
            IsDisposed = true;
            key.Dispose();
        }
    }

    private sealed class Messages : List<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add($"{formatter(state, exception)} {exception}");
    }
}
