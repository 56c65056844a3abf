using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.AspNetCore.Health;

/// <summary>Adds Archivolt to an application's health checks.</summary>
public static class ArchivoltHealthChecks
{
    /// <summary>
    /// Adds one check of every blob provider's storage, and of the database where documents are kept: unhealthy when one does not answer,
    /// degraded when blobs are in quarantine. A name that is taken is left alone.
    /// </summary>
    /// <param name="builder">What <c>services.AddHealthChecks()</c> answers; <c>AddArchivolt</c> on the services adds the providers.</param>
    /// <param name="name">Name of the check.</param>
    /// <param name="failureStatus">What is reported when something does not answer; null for unhealthy.</param>
    /// <param name="tags">Tags to select it by.</param>
    /// <param name="timeout">How long the check may take; null for the storage's own limit of five seconds.</param>
    public static IHealthChecksBuilder AddArchivolt(
        this IHealthChecksBuilder builder, string name = "archivolt", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<StorageProbe>();
        builder.Services.TryAddSingleton<ArchivoltHealthCheck>();
        var registration = new HealthCheckRegistration(
            name, services => services.GetRequiredService<ArchivoltHealthCheck>(), failureStatus, tags, timeout);
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(known => known.Name != name))
                options.Registrations.Add(registration);
        });
        return builder;
    }
}
