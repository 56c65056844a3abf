using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Archivolt.Configuration;

/// <summary>What runs with a host. Without it nothing is opened before it is used, and no job runs by itself.</summary>
public static class HostedServices
{
    /// <summary>
    /// Opens every provider when the host starts, so that a wrong configuration ends the start, and runs the jobs for as long as the host does.
    /// Adding it twice does no harm.
    /// </summary>
    public static ArchivoltBuilder AddHostedServices(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHostedService<OpensProviders>().AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        return builder;
    }

    // Before any other service starts, which may need them.
    private sealed class OpensProviders(BlobManager manager) : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken) => await manager.EnsureOpenAsync(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
