using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary>What <c>ls</c> and <c>stat</c> print of a blob.</summary>
/// <param name="Key">The key with its provider.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Modified">When it was last written or written again, UTC.</param>
internal sealed record BlobLine(string Key, long Length, DateTimeOffset Modified)
{
    public static BlobLine Of(BlobProvider provider, BlobStat stat) =>
        new(new BlobKey(provider.Id, stat.Key).ToString(), stat.Length, stat.Modified.ToUniversalTime());

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Key}\t{Length}\t{Modified.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}
