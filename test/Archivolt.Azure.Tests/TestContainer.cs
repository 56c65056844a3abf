using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>A container of a test's own on the server of the run (<c>eng/azurite.sh</c>); deleted with everything in it.</summary>
public sealed class TestContainer : IAsyncDisposable
{
    private TestContainer(AzureStoreOptions options) =>
        (Options, Client) = (options, new BlobServiceClient(options.Endpoint, new StorageSharedKeyCredential(options.Account, options.AccountKey)).GetBlobContainerClient(options.Container));

    public AzureStoreOptions Options { get; }

    public BlobContainerClient Client { get; }

    public static string? Server => Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_AZURE");

    public static async Task<TestContainer> CreateAsync()
    {
        Assert.SkipWhen(Server is null, "ARCHIVOLT_TEST_AZURE names no server: eng/azurite.sh start, then eval \"$(eng/azurite.sh env)\"");
        // http://HOST:PORT/ACCOUNT
        var server = new Uri(Server!);
        var container = new TestContainer(new AzureStoreOptions
        {
            Container = $"test-{Guid.NewGuid():n}",
            Endpoint = server,
            Account = server.AbsolutePath.Trim('/'),
            AccountKey = Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_AZURE_KEY"),
            Retries = 1,
            BlockSize = 1 << 20,
            CopyBlockSize = 2 << 20,
        });
        await container.Client.CreateAsync();
        return container;
    }

    /// <summary>Names of all blobs, and of those that are only staged.</summary>
    public async Task<List<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var each in Client.GetBlobsAsync(new GetBlobsOptions { States = BlobStates.Uncommitted }))
            names.Add(each.Name);
        return names;
    }

    public async ValueTask DisposeAsync() => await Client.DeleteIfExistsAsync();
}
