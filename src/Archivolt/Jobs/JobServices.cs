using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.Jobs;

/// <summary>Adds jobs to an application. They run where the host was asked to (<c>AddHostedServices</c>); services alone start no thread.</summary>
public static class JobServices
{
    /// <summary>Adds a job.</summary>
    public static IServiceCollection AddJob<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : Job
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<T>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobSource, Single<T>>());
        return services;
    }

    /// <summary>Adds jobs that depend on what is configured. A source added twice is added once.</summary>
    public static IServiceCollection AddJobs<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IJobSource
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobSource, T>());
        return services;
    }

    internal static void AddRunner(IServiceCollection services)
    {
        services.TryAddSingleton<IJobLedger, MemoryJobLedger>();
        services.TryAddSingleton<JobLeases>();
        services.TryAddSingleton<JobCatalog>();
        services.TryAddSingleton<JobRunner>();
    }

    private sealed class Single<T>(T job) : IJobSource
        where T : Job
    {
        public ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IEnumerable<Job>>([job]);
    }
}
