using Archivolt.Jobs;
using Archivolt.Providers;

namespace Archivolt.Documents.Ownership;

/// <summary>Looks whether somebody else uses the stores, such as a copy of this database, long before a grace ends.</summary>
internal sealed class OwnershipJob(BlobManager manager, StoreOwnership ownership) : Job
{
    public override string Name => "ownership";

    public override JobSchedule Schedule { get; } = new(TimeSpan.FromMinutes(10)) { FirstAfter = TimeSpan.FromMinutes(10) };

    public override async Task RunAsync(JobRun run)
    {
        await manager.EnsureOpenAsync(run.Token);
        foreach (var provider in manager.Providers)
        {
            await ownership.ContestAsync(provider.Id, run.Token);
            if (await ownership.FindCollectionRefusalAsync(provider.Id, run.Token) is { } problem)
                run.Report(problem);
        }
    }
}
