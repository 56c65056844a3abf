using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary>What <c>ls</c> and <c>stat</c> print of a blob.</summary>
/// <param name="Key">The key with its provider.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Modified">When it was last written or written again.</param>
/// <param name="Cold">Where it is between storage and cold storage; null where it was not asked or its provider has none.</param>
/// <param name="Until">Until when a restored blob can be read.</param>
internal sealed record BlobLine(string Key, long Length, DateTimeOffset Modified, ColdState? Cold = null, DateTimeOffset? Until = null)
{
    public static BlobLine Of(BlobProvider provider, BlobStat stat, ColdStatus? cold = null) =>
        new(new BlobKey(provider.Id, stat.Key).ToString(), stat.Length, stat.Modified, cold?.State, cold?.Until);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Key}\t{Length}\t{Modified.ToText()}{(Cold is { } cold ? $"\t{cold.ToString().ToLowerInvariant()}" : "")}");
}
