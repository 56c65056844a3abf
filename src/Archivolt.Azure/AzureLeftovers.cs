using System.Globalization;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Azure;

/// <summary>
/// Finds what writers that died left behind, by age: blobs and staged blocks below <c>.archivolt/tmp/</c>, and expired resumable writes. Nothing of others is touched.
/// Azure does not say how old blocks are that nobody has committed, so that the names below <c>tmp/</c> do; it takes blocks away itself after a week.
/// </summary>
internal sealed class AzureLeftovers(Container container, TimeProvider clock) : ICleansTempFiles
{
    private const string TemporaryFolder = "tmp/";
    private const int IdLength = 32;
    private const int TimeLength = 12;

    /// <summary>A name for content that waits for its key.</summary>
    public static string NewName(ObjectNames names, DateTimeOffset now) => names.Own($"{TemporaryFolder}{Guid.CreateVersion7(now):n}");

    public async ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default)
    {
        var (oldest, count) = (clock.GetUtcNow() - container.Options.AbandonedAfter, 0L);
        foreach (var folder in new[] { TemporaryFolder, AzureWrites.Folder })
        {
            await foreach (var (name, found) in container.ListAsync(container.Names.Own(folder), withUncommitted: true, cancellationToken: cancellationToken))
            {
                if ((found.Modified == StoredBlob.Unknown ? BegunAt(name) : found.Modified) >= oldest)
                    continue;
                await container.DiscardAsync(name, cancellationToken);
                count++;
            }
        }
        return count;
    }

    // An id of version 7 begins with its time in milliseconds (RFC 9562, section 5.7).
    private static DateTimeOffset BegunAt(string name) => name.Length > IdLength && Guid.TryParseExact(name.AsSpan(name.Length - IdLength), "n", out var id) && id.Version == 7
        ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(name.AsSpan(name.Length - IdLength, TimeLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : StoredBlob.Unknown;
}
