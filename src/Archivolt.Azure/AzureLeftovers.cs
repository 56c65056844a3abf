using Archivolt.Stores;

namespace Archivolt.Azure;

/// <summary>
/// Finds what writers that died left behind, by age: blobs and staged blocks below <c>.archivolt/tmp/</c>, and expired resumable writes. Nothing of others is touched.
/// </summary>
internal sealed class AzureLeftovers(Container container, TimeProvider clock) : ICleansTempFiles
{
    public const string TemporaryFolder = "tmp/";

    public async ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default)
    {
        var (oldest, count) = (clock.GetUtcNow() - container.Options.AbandonedAfter, 0L);
        foreach (var folder in new[] { TemporaryFolder, AzureWrites.Folder })
        {
            await foreach (var (name, found) in container.ListAsync(container.Names.Own(folder), withUncommitted: true, cancellationToken: cancellationToken))
            {
                if (found.Modified >= oldest)
                    continue;
                await container.DiscardAsync(name, cancellationToken);
                count++;
            }
        }
        return count;
    }
}
