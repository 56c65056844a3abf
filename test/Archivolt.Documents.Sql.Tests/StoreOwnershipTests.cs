using Archivolt.Blobs;
using Archivolt.Documents.Ownership;
using Archivolt.Jobs;
using Archivolt.Providers;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>A database that is copied while its server runs, and a record that goes missing.</summary>
public sealed class StoreOwnershipTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _original = new();
    private readonly SqliteTestDatabase _copy = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _copy.DisposeAsync();
        await _original.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_of_a_running_servers_database_is_noticed_and_neither_collects()
    {
        var first = await OpenAsync(_original);
        var second = await OpenCopyAsync();
        (await RefusalAsync(second)).ShouldBeNull("nobody has looked yet");

        await first.Get<JobCatalog>().RunAsync("ownership", cancellationToken: TestContext.Current.CancellationToken);

        (await RefusalAsync(first)).ShouldNotBeNull().ShouldContain("later copy");
        (await RefusalAsync(second)).ShouldNotBeNull().ShouldContain("later copy");
        await first.Get<StoreOwnership>().TakeAsync("default", TestContext.Current.CancellationToken);
        (await RefusalAsync(first)).ShouldBeNull();
        (await RefusalAsync(second)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Without_its_record_a_store_is_not_collected_until_the_next_start()
    {
        var first = await OpenAsync(_original);
        File.Delete(Path.Combine(_original.Home, "binaries", "archivolt-owner.json"));
        (await RefusalAsync(first)).ShouldNotBeNull().ShouldContain("no record");
        (await RefusalAsync(await OpenAsync(_original))).ShouldBeNull();
        (await RefusalAsync(first)).ShouldBeNull("they are nodes of one installation");
    }

    [Fact]
    public async Task Another_database_on_the_store_is_refused_when_it_opens()
    {
        await OpenAsync(_original);
        _copy.Setup = archivolt => archivolt.UseDataPath(_original.Home);
        var refusal = await Should.ThrowAsync<BlobException>(() => OpenAsync(_copy, options => options.Database = _copy.FilePath));
        (refusal.Error, refusal.Message.Contains("another installation", StringComparison.Ordinal)).ShouldBe((BlobError.Configuration, true));
    }

    private static async Task<Node> OpenAsync(TestDatabase database, Action<SqlDocumentsOptions>? configure = null)
    {
        var node = database.Open(configure);
        await node.Get<BlobManager>().EnsureOpenAsync();
        return node;
    }

    private async Task<Node> OpenCopyAsync()
    {
        await _original.SqlAsync($"VACUUM INTO '{_copy.FilePath}'");
        _copy.Setup = archivolt => archivolt.UseDataPath(_original.Home);
        return await OpenAsync(_copy, options => options.Database = _copy.FilePath);
    }

    private static Task<string?> RefusalAsync(Node node) => node.Get<StoreOwnership>().FindCollectionRefusalAsync("default");
}
