using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Archivolt.Providers;

/// <summary>Closes what was opened before something failed. The failure is the error that counts, so what goes wrong here is only logged.</summary>
internal static partial class FailedOpening
{
    public static async ValueTask CloseAsync(IEnumerable<IBlobStore> stores, IServiceProvider services)
    {
        foreach (var store in stores)
        {
            try
            {
                await store.DisposeAsync();
            }
            catch (Exception exception)
            {
                LogNotClosed(LoggerOf(services), exception, store.Traits.Name);
            }
        }
    }

    // The application may have ended meanwhile, and its services with it.
    private static ILogger LoggerOf(IServiceProvider services)
    {
        try
        {
            return services.GetService<ILogger<BlobManager>>() ?? NullLogger<BlobManager>.Instance;
        }
        catch (ObjectDisposedException)
        {
            return NullLogger<BlobManager>.Instance;
        }
    }

    [LoggerMessage(2, LogLevel.Warning, "The store {Store} could not be closed.")]
    private static partial void LogNotClosed(ILogger logger, Exception exception, string store);
}
