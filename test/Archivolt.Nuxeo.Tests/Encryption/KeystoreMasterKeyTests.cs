using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Encryption;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>Archivolt's own encryption under secret keys of Java keystores.</summary>
public sealed class KeystoreMasterKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-keystore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("JCEKS", "ks.jceks", "keypass1")]
    [InlineData("PKCS12", "ks.p12", null)]
    public async Task A_key_of_a_keystore_opens_the_keyring(string type, string file, string? keyPassword)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "store-password"), "kspass1\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "key-password"), keyPassword + "\n");
        (string, string)[] settings =
        [
            ("Type", type), ("File", Keystore(file)), ("Alias", "k256"), ("PasswordFile", "store-password"),
            .. keyPassword is null ? Array.Empty<(string, string)>() : [("KeyPasswordFile", "key-password")],
        ];
        BlobInfo written;
        await using (var services = Services(settings))
            written = await (await OpenAsync(services)).WriteAsync(BlobSource.FromText("hello"));
        await using var again = Services(settings);
        (await (await OpenAsync(again)).Store.GetAsync(written.Key.Key)).ShouldBe("hello"u8.ToArray());
        (await OpenAsync(again)).Ability<Keyring>()!.MasterIds.ShouldHaveSingleItem().ShouldStartWith("key-");
    }

    [Theory]
    [InlineData("k128", "kspass1", "has 128 bits, and a master key has 256")]
    [InlineData("nosuch", "kspass1", "it has no secret key 'nosuch'")]
    [InlineData("k256", "wrong-secret", "the keyStorePassword does not fit")]
    public async Task What_cannot_be_used_is_named_without_a_secret(string alias, string password, string expected)
    {
        const string Variable = "ARCHIVOLT_TEST_KEYSTORE_PASSWORD";
        Environment.SetEnvironmentVariable(Variable, password);
        await using var services = Services(("Type", "PKCS12"), ("File", Keystore("ks.p12")), ("Alias", alias), ("PasswordEnvironment", Variable));
        var exception = (await Should.ThrowAsync<BlobException>(() => OpenAsync(services)));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain("Encryption:Keystore");
        exception.Message.ShouldContain(expected);
        exception.ToString().ShouldNotContain(password);
    }

    [Fact]
    public async Task A_password_in_the_configuration_itself_is_not_a_setting()
    {
        await using var services = Services(("Type", "PKCS12"), ("File", Keystore("ks.p12")), ("Alias", "k256"), ("Password", "kspass1"));
        (await Should.ThrowAsync<BlobException>(() => OpenAsync(services))).Message.ShouldContain("Keystore:Password is unknown");
    }

    private static string Keystore(string name) => Path.Combine(AppContext.BaseDirectory, "vectors", "crypt", "keystores", name);

    private static async Task<BlobProvider> OpenAsync(ServiceProvider services) => (await services.OpenBlobsAsync())["default"];

    private ServiceProvider Services(params (string Name, string Value)[] keystore)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            .. keystore.Select(setting => KeyValuePair.Create<string, string?>($"Archivolt:Providers:default:Encryption:Keystore:{setting.Name}", setting.Value)),
            new("Archivolt:DataPath", _folder),
        ]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(configuration).AddNuxeoContributions(configuration);
        return services.BuildServiceProvider();
    }
}
