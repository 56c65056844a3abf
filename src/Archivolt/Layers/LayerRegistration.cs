using Archivolt.Providers;

namespace Archivolt.Layers;

/// <summary>
/// The place of a layer in a provider, the lowest first. The first two belong to one store and are repeated for every store that a provider
/// consists of; the others hold for the provider as a whole.
/// </summary>
public enum LayerOrder
{
    /// <summary>Directly on the store: the bytes that it keeps are no longer the content.</summary>
    Encrypted,

    /// <summary>Several stores as one.</summary>
    Mirrored,

    /// <summary>Two stores as one while content goes from one to the other.</summary>
    Migrating,

    /// <summary>What is known of single blobs: asked before they are decrypted, and true for every copy.</summary>
    Cold,

    /// <summary>What protects single blobs.</summary>
    Retained,
}

/// <summary>A layer that a provider's configuration may ask for.</summary>
/// <param name="Section">Name of the provider's sub-section with the layer's settings.</param>
/// <param name="Order">Its place among the layers of a provider.</param>
/// <param name="Apply">
/// Wraps the store as the section says, or gives it back as it is where the provider does not ask for the layer. The function opens the store
/// of another section with the layers that belong to it. Throws <see cref="Blobs.BlobException"/> with <see cref="Blobs.BlobError.Configuration"/>,
/// after disposing the store it was given.
/// </param>
public sealed record LayerRegistration(
    string Section, LayerOrder Order, Func<BlobStoreContext, ConfiguredStore, Func<BlobStoreContext, ConfiguredStore>, ConfiguredStore> Apply)
{
    /// <summary>The settings in its section, so that a misspelt one is refused; null where the layer looks after that itself.</summary>
    public IReadOnlyList<string>? Settings { get; init; }

    /// <summary>True where the section describes another store, and has the settings of one beside its own.</summary>
    public bool DescribesStore { get; init; }
}
