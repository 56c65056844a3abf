using Archivolt.AspNetCore;
using Archivolt.Documents.Uploads;
using Archivolt.Providers;
using Archivolt.WebConsole.Migrations;
using Archivolt.WebConsole.Moves;
using Archivolt.WebConsole.Operations;
using Archivolt.WebConsole.Providers;
using Archivolt.WebConsole.Uploads;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Live;

/// <summary>The parts of pages that change by themselves, by name.</summary>
internal sealed class LiveRegions(Overview overview, JobsView jobs, MovesView moves, MigrationsView migrations, UploadOversight uploads, ProviderView provider, BlobManager manager, TimeProvider clock, IOptions<HttpOptions> http)
{
    public const string Overview = "overview";
    public const string Work = "work";
    public const string Jobs = "jobs";
    public const string Moves = "moves";
    public const string Migrations = "migrations";
    public const string Uploads = "uploads";

    private const string ProviderPrefix = "provider/";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    // Health asks every storage, also those that charge for each request.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    private readonly string _api = http.Value.Base + "/api/v1";

    /// <summary>What is done to all content of a provider.</summary>
    public static string OfProvider(string id) => ProviderPrefix + id;

    /// <summary>The region of a name; null where there is none.</summary>
    public LiveRegion? Find(string name) => name switch
    {
        Overview => new LiveRegion(name, Later, async token => OverviewPage.Installation(await overview.LookAsync(token), _api)),
        Work => new LiveRegion(name, Soon, async token => JobTable.Of((await jobs.LookAsync(token)).Jobs)),
        Jobs => new LiveRegion(name, Soon, async token => JobsPage.Table(await jobs.LookAsync(token))),
        Moves => new LiveRegion(name, Soon, async token => MovesCards.Of(await moves.LookAsync(token), _api)),
        Migrations => new LiveRegion(name, Soon, async token => MigrationCards.Of(await migrations.LookAsync(token), _api)),
        Uploads => new LiveRegion(name, Soon, async token => UploadsPage.Table(await uploads.ListAsync(UploadPages.MostShown, token), clock.GetUtcNow())),
        _ when name.StartsWith(ProviderPrefix, StringComparison.Ordinal) && manager.TryGet(name[ProviderPrefix.Length..], out var known) =>
            new LiveRegion(name, Soon, async token => WorkCards.Of(await provider.WorkAsync(known.Id, token), _api)),
        _ => null,
    };
}
