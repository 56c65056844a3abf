using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Renditions;

/// <summary>The job that makes renditions before anybody asks for them, where it is switched on.</summary>
internal sealed class RenditionsAheadJobs(IServiceProvider services, IOptions<RenditionsAheadOptions> options) : IJobSource
{
    public ValueTask<IEnumerable<Job>> GetJobsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IEnumerable<Job>>(
        options.Value.Enabled ? [ActivatorUtilities.CreateInstance<RenditionsAheadJob>(services)] : []);
}
