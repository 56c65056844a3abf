using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Sql;

public sealed class ConfigurationTests : IDisposable
{
    private readonly TestDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_provider_of_the_configuration_keeps_content_in_a_table()
    {
        await using var services = Services(("System", "Sqlite"), ("Connection", "Data Source=" + _home["c.db"]), ("Digest", "MD5"));
        var provider = services.GetRequiredService<BlobManager>()["default"];
        var stored = await provider.WriteAsync(BlobSource.FromText("foo"));
        stored.Key.Key.ShouldBe("acbd18db4cc2f85cedef654fccc4a4d8");
        await using var content = await provider.OpenAsync(stored.Key.Key);
        (await new StreamReader(content).ReadToEndAsync()).ShouldBe("foo");
        provider.Store.ToString().ShouldBe("SQL \"default\"");
    }

    [Theory]
    [InlineData("System", "Oracle", "System")]
    [InlineData("System", "1", "System")]
    [InlineData("Table", "a; DROP TABLE b", "'a; DROP TABLE b' is no name for a table")]
    [InlineData("ChunkSize", "1", "ChunkSize of 1 bytes")]
    [InlineData("ChunkSize", "many", "ChunkSize")]
    [InlineData("AbandonedAfter", "never", "AbandonedAfter")]
    [InlineData("Platform", "perhaps", "Platform")]
    [InlineData("Tabel", "blobs", "Tabel")]
    [InlineData("Connection", "Password=hunter2 word;Nonsense=1", "connection string")]
    [InlineData("PasswordFile", "/nowhere/password", "password cannot be read")]
    public async Task A_wrong_setting_is_named_and_nothing_secret_is(string setting, string value, string expected)
    {
        var settings = new Dictionary<string, string> { ["System"] = "Sqlite", ["Connection"] = "Data Source=" + _home["c.db"] + ";Password=hunter2" };
        settings[setting] = value;
        var exception = await Should.ThrowAsync<BlobException>(async () =>
        {
            await using var services = Services([.. settings.Select(each => (each.Key, each.Value))]);
            await services.GetRequiredService<BlobManager>().EnsureOpenAsync();
        });
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.ToString().ShouldContain(expected);
        exception.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Two_providers_of_one_table_are_refused()
    {
        var services = new ServiceCollection();
        var table = new SqlStoreOptions { System = SqlSystem.Sqlite, Connection = "Data Source=" + _home["c.db"] };
        services.AddArchivolt(archivolt =>
        {
            archivolt.AddSqlStore("one", table);
            archivolt.AddSqlStore("two", table);
        });
        await using var application = services.BuildServiceProvider();
        (await Should.ThrowAsync<BlobException>(async () => await application.GetRequiredService<BlobManager>().EnsureOpenAsync())).Message.ShouldContain("share");
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(each => KeyValuePair.Create($"Archivolt:Providers:default:{each.Name}", (string?)each.Value)).Append(new("Archivolt:Providers:default:Type", "Sql"))).Build();
        var services = new ServiceCollection();
        services.AddArchivolt(configuration).AddSqlStores();
        return services.BuildServiceProvider();
    }
}
