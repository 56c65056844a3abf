using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt;

/// <summary>The providers of an application without a host, opened.</summary>
internal static class OpenedBlobs
{
    public static async Task<BlobManager> OpenBlobsAsync(this IServiceProvider services)
    {
        var manager = services.GetRequiredService<BlobManager>();
        await manager.EnsureOpenAsync();
        return manager;
    }
}
