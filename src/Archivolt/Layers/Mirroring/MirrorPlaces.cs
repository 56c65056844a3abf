using Archivolt.Stores;

namespace Archivolt.Layers.Mirroring;

/// <summary>Where the copies of a blob were set aside, as one text: a part for each copy, separated by <c>|</c>, empty where it had none.</summary>
internal static class MirrorPlaces
{
    public static string Join(IEnumerable<string?> places) =>
        string.Join('|', places.Select(place => place?.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal)));

    public static IEnumerable<string?> Split(string place) => place.Split('|')
        .Select(part => part.Length == 0 ? null : part.Replace("%7C", "|", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal));

    /// <summary>Sets a blob aside where the store can do that.</summary>
    public static ValueTask<string?> QuarantineAsync(this IBlobStore store, BlobStat seen, CancellationToken cancellationToken) =>
        store.Ability<IQuarantine>() is { } able ? able.QuarantineAsync(seen, cancellationToken) : ValueTask.FromResult<string?>(null);
}
