using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Archivolt.Samples.Driver;

/// <summary>Every promise of a store, tested on this one. <c>dotnet run --project samples/Driver</c> runs them.</summary>
public sealed class SqliteStoreTests : BlobStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-sample-").FullName;

    /// <inheritdoc/>
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch)];

    /// <inheritdoc/>
    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new SqliteStore(Path.Combine(_folder, "blobs.db"), clock));

    /// <summary>The type is found by its name.</summary>
    [Fact]
    public async Task IsFoundByTheNameOfItsType()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Archivolt:DataPath"] = _folder,
            ["Archivolt:Providers:small:Type"] = "Sqlite",
            ["Archivolt:Providers:small:Path"] = "small.db",
        };
        var services = new ServiceCollection();
        services.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), archivolt => archivolt.AddSqliteStores());
        await using var provider = services.BuildServiceProvider();
        var small = provider.GetRequiredKeyedService<BlobProvider>("small");

        var cancelled = TestContext.Current.CancellationToken;
        var stored = await small.WriteAsync(BlobSource.FromText("Hello World"), cancellationToken: cancelled);

        (await small.ReadAllTextAsync(stored.Key.Key, cancellationToken: cancelled)).ShouldBe("Hello World");
        File.Exists(Path.Combine(_folder, "small.db")).ShouldBeTrue();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
