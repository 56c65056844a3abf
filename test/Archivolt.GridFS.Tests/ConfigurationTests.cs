using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>Providers of type <c>GridFS</c>.</summary>
public sealed class ConfigurationTests : BucketTest
{
    [Fact]
    public async Task A_provider_is_configured_and_its_password_stands_in_a_file()
    {
        using var directory = new TestDirectory();
        var url = new MongoUrl(Bucket.Options.Connection);
        await File.WriteAllTextAsync(directory["password"], $"{url.Password}\n");
        await using var services = Services(
            ("Connection", new MongoUrlBuilder(Bucket.Options.Connection) { Password = null }.ToString()), ("PasswordFile", directory["password"]),
            ("Database", Bucket.Options.Database!), ("Bucket", Bucket.Options.Bucket), ("Digest", "MD5"));
        var provider = services.GetRequiredKeyedService<BlobProvider>("remote");
        var stored = await provider.WriteAsync(BlobSource.FromText("content"));
        stored.Key.Key.ShouldBe("9a0364b9e99bb480dd25e1f0284c8555");
        (await provider.ReadAllTextAsync(stored.Key.Key)).ShouldBe("content");
        (await Bucket.Driver.DownloadAsBytesByNameAsync(stored.Key.Key)).ShouldBe("content"u8.ToArray());
    }

    [Theory]
    [InlineData("Connection", "", "has no Connection")]
    [InlineData("Connection", "http://s3cret@host", "is none of MongoDB")]
    [InlineData("Digest", "MD6", "Digest")]
    [InlineData("ChunkSize", "7", "ChunkSize")]
    [InlineData("Record", "perhaps", "true or false")]
    [InlineData("Bukkit", "x", "Bukkit")]
    public async Task A_setting_that_cannot_be_right_is_named(string name, string value, string message)
    {
        await using var services = Services(("Connection", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"), (name, value));
        var exception = await Should.ThrowAsync<Exception>(async () => await services.GetRequiredService<BlobManager>().EnsureOpenAsync());
        exception.Message.ShouldContain(message);
        exception.ToString().ShouldNotContain("s3cret");
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Archivolt:Providers:remote:Type"] = "GridFS" };
        foreach (var (name, value) in settings)
            all[$"Archivolt:Providers:remote:{name}"] = value;
        var services = new ServiceCollection();
        services.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), archivolt => archivolt.AddGridFSStores());
        return services.BuildServiceProvider();
    }
}
