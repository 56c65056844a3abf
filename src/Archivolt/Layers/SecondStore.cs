using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Layers;

/// <summary>A section of a provider that describes another store, with settings of its own as if it were a provider.</summary>
internal static class SecondStore
{
    /// <summary>The store as it is, or together with the other one where the provider's section has it. After a failure neither is left open.</summary>
    /// <param name="context">The provider.</param>
    /// <param name="configured">Its store.</param>
    /// <param name="section">Name of the section.</param>
    /// <param name="name">What the other store is to the provider, such as <c>mirror</c>.</param>
    /// <param name="create">Makes the store of a section.</param>
    /// <param name="combine">Puts both together, or refuses.</param>
    public static ConfiguredStore Apply(
        BlobStoreContext context, ConfiguredStore configured, string section, string name, Func<BlobStoreContext, ConfiguredStore> create,
        Func<BlobStoreContext, ConfiguredStore, IBlobStore> combine)
    {
        if (context.Section.GetSection(section) is not { } own || !own.Exists())
            return configured;
        ConfiguredStore? second = null;
        try
        {
            var described = context with { Id = $"{context.Id}/{name}", Section = own };
            second = create(described);
            return configured with { Store = combine(described, second) };
        }
        catch
        {
            second?.Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            configured.Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }
}
