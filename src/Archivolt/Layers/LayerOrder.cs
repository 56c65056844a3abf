namespace Archivolt.Layers;

/// <summary>
/// The place of a layer in a provider, the lowest first. Those up to <see cref="Mirrored"/> belong to one store and are repeated for every store
/// that a provider consists of; the others hold for the provider as a whole. Each place is one layer's, except for <see cref="Outermost"/>.
/// </summary>
public enum LayerOrder
{
    /// <summary>Directly on the store: how much is asked of it at once.</summary>
    Throttled,

    /// <summary>Requests that failed are made again, within the limits below.</summary>
    Resilient,

    /// <summary>What is read is kept near, as the store gives it: encrypted, where a layer above encrypts.</summary>
    Cached,

    /// <summary>The bytes that the store keeps are no longer the content.</summary>
    Encrypted,

    /// <summary>Before encryption, which leaves nothing to compress.</summary>
    Compressed,

    /// <summary>Content is compared with the digest that its key spells; each copy of a mirror by itself.</summary>
    Verified,

    /// <summary>Several stores as one.</summary>
    Mirrored,

    /// <summary>Two stores as one while content goes from one to the other.</summary>
    Migrating,

    /// <summary>What is known of single blobs: asked before they are decrypted, and true for every copy.</summary>
    Cold,

    /// <summary>What protects single blobs.</summary>
    Retained,

    /// <summary>What an application puts around all that; of several the first added is the lowest.</summary>
    Outermost,
}
