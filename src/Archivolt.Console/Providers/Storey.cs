using Archivolt.Stores;

namespace Archivolt.WebConsole.Providers;

/// <summary>A layer of a provider, or a store at its ground.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Text">What it does.</param>
/// <param name="Place">Where a store keeps content; null for a layer, and where it is nobody's business or unknown.</param>
/// <param name="Below">What it stands on: one, or several as one.</param>
internal sealed record Storey(string Name, string Text, string? Place, IReadOnlyList<Storey> Below)
{
    /// <summary>The storeys of a store, from outside to inside.</summary>
    public static Storey Of(IBlobStore store) => store switch
    {
        Borrowed borrowed => Of(borrowed.Below[0]),
        StoreLayer layer => new Storey(layer.Kind, StoreText.OfLayer(layer.Kind), null, [.. layer.Below.Select(Of)]),
        _ => new Storey(store.Traits.Name, StoreText.OfStore(store.Traits.Name), PlaceOf(store.Traits), []),
    };

    /// <summary>A store and everything below it.</summary>
    public static IEnumerable<IBlobStore> All(IBlobStore store) => store is StoreLayer layer ? layer.Below.SelectMany(All).Prepend(store) : [store];

    // Without user info and query, where a connection may carry its secret.
    private static string? PlaceOf(StoreTraits traits) => traits.Locations is not [var place, ..] ? null
        : place.IsFile ? place.LocalPath
        : place.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.SafeUnescaped);
}
