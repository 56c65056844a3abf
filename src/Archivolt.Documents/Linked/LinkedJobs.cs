using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Linked;

/// <summary>The job that looks for changes at vendors, where there are any.</summary>
internal sealed class LinkedJobs(IServiceProvider services, LinkedProviders providers) : IJobSource
{
    public ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IEnumerable<Job>>(
        providers.All.Count > 0 ? [ActivatorUtilities.CreateInstance<LinkedChangesJob>(services)] : []);
}
