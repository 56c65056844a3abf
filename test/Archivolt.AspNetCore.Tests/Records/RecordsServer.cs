using Archivolt.Jobs;
using Archivolt.Postgres;
using Archivolt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Archivolt.AspNetCore.Tests.Records;

/// <summary>A server as an operator configures one with a record provider and a cold tier; time stands still until a test moves it.</summary>
internal static class RecordsServer
{
    public static Task<RunningServer> StartAsync(TestClock clock, string? dataPath = null)
    {
        var home = dataPath ?? Directory.CreateTempSubdirectory("archivolt-records-").FullName;
        ServerDatabase.SetClock(home, clock.GetUtcNow());
        return RunningServer.StartAsync(builder => Configure(builder, clock), home, Settings);
    }

    private static void Configure(WebApplicationBuilder builder, TestClock clock)
    {
        builder.Services.AddSingleton<TimeProvider>(clock);
        // Tests scan themselves: a scheduled scan would race with theirs whenever the clock advances.
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationFactory is Func<IServiceProvider, JobRunner>
            && service.ServiceType == typeof(IHostedService)));
    }

    private static string[] Settings =>
    [
        "--Archivolt:Providers:default:Type", "File",
        "--Archivolt:Providers:default:Path", "binaries",
        "--Archivolt:Providers:default:Cold:RestoreDelay", "04:00:00",
        "--Archivolt:Providers:records:Type", "File",
        "--Archivolt:Providers:records:Path", "records",
        "--Archivolt:Providers:records:Record", "true",
        "--Archivolt:Dispatch:Rules:0:When", "records",
        "--Archivolt:Dispatch:Rules:0:Provider", "records",
        "--Archivolt:Dispatch:Default", "default",
    ];
}
