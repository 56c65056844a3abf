using Archivolt.Jobs;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>Shows the jobs, and takes what an administrator asks of one.</summary>
internal static class JobEndpoints
{
    /// <summary>Name of the field for the job.</summary>
    public const string JobField = "job";

    public const string Start = "start";
    public const string Stop = "stop";
    public const string Resume = "resume";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Jobs, ShowAsync);
        MapOrder(pages, Start, (name, _, runner, token) => runner.StartAsync(name, cancellationToken: token));
        MapOrder(pages, Stop, (name, catalog, _, token) => catalog.StopAsync(name, token));
        MapOrder(pages, Resume, (name, catalog, _, token) => catalog.ResumeAsync(name, token));
    }

    private static async Task<IResult> ShowAsync(string? done, JobsView jobs, CancellationToken cancellationToken) => new JobsPage(await jobs.LookAsync(cancellationToken))
    {
        Notice = done switch
        {
            Start => Phrase.Of("The job is started."),
            Stop => Phrase.Of("The job is asked to stop, and does at its next step."),
            Resume => Phrase.Of("The job runs again when it is due."),
            _ => null,
        },
    };

    private static void MapOrder(IEndpointRouteBuilder pages, string action, Func<string, JobCatalog, JobRunner, CancellationToken, Task> order) =>
        pages.MapPost($"{ConsoleUrl.Jobs}/{action}", async (HttpContext context, JobCatalog catalog, JobRunner runner) =>
        {
            await order((await FormFields.ReadAsync(context))[JobField].ToString(), catalog, runner, context.RequestAborted);
            return (IResult)new SeeOther($"{ConsoleUrl.Jobs}?done={action}");
        });
}
