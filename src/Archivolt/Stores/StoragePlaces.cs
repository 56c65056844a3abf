using Archivolt.Layers;

namespace Archivolt.Stores;

/// <summary>Where a store keeps content, all its copies counted.</summary>
internal static class StoragePlaces
{
    public static IReadOnlyList<Uri> Of(IBlobStore store) => store.GetService(typeof(Migrating)) is Migrating migrating
        ? [.. Of(migrating.Target), .. Of(migrating.Old)]
        : store.GetService(typeof(IMirrors)) is IMirrors mirrors ? [.. mirrors.Copies.SelectMany(Of)]
        : store.Traits.Location is { } place ? [place] : [];

    /// <summary>True when one place is another one, or inside it.</summary>
    public static bool Overlap(IEnumerable<Uri> some, IReadOnlyList<Uri> others) =>
        some.Any(one => others.Any(other => one == other || one.IsBaseOf(other) || other.IsBaseOf(one)));
}
