using System.Diagnostics.CodeAnalysis;

namespace Archivolt.Stores;

/// <summary>A store that somebody else owns: a layer over this one leaves it open.</summary>
internal sealed class Borrowed(IBlobStore inner) : StoreLayer(inner)
{
    public override StoreTraits Traits => Inner.Traits;

    public override object? GetService(Type ability) => Inner.GetService(ability);

    [SuppressMessage("Usage", "CA2215", Justification = "It is somebody else's.")]
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
