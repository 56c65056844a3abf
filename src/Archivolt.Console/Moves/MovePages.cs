using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Moves;

/// <summary>Shows moves and tiering, and takes what an administrator asks of them.</summary>
internal sealed class MovePages(MovesView view, LiveDispatcher dispatcher, IBlobMoves moves, MoveRun run, JobRunner runner, JobCatalog catalog)
{
    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Retry = "retry";
    public const string Plan = "tiering/run";
    public const string StopTiering = "tiering/stop";

    /// <summary>What was done when rules were applied with a look at all documents.</summary>
    public const string Rules = "rules";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Moves, (string? done, MovePages self, CancellationToken token) => self.ShowAsync(done, refusal: null, token));
        foreach (var action in (string[])[Pause, Resume, Retry, Plan, StopTiering])
            pages.MapPost($"{ConsoleUrl.Moves}/{action}", (MovePages self, CancellationToken token) => self.OrderAsync(action, token));
    }

    private async Task<IResult> ShowAsync(string? done, Refusal? refusal, CancellationToken cancellationToken) =>
        new MovesPage(await view.LookAsync(cancellationToken), (dispatcher.Current as RuleDispatcher)?.Rules ?? []) { Notice = NoticeOf(done), Refusal = refusal };

    private Task<IResult> OrderAsync(string action, CancellationToken cancellationToken) => Order.GiveAsync(
        () => GiveAsync(action, cancellationToken), $"{ConsoleUrl.Moves}?done={Uri.EscapeDataString(action)}", refusal => ShowAsync(done: null, refusal, cancellationToken));

    private async Task GiveAsync(string action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case Pause or Resume:
                await run.PauseAsync(action == Pause, cancellationToken);
                break;
            case Retry:
                await moves.RetryAsync(cancellationToken);
                break;
            case Plan:
                await runner.StartAsync(TieringScan.Work, cancellationToken: cancellationToken);
                break;
            default:
                await catalog.StopAsync(TieringScan.Work, cancellationToken);
                break;
        }
    }

    private static string? NoticeOf(string? done) => done switch
    {
        Pause => Phrase.Of("Moves are paused on all servers; what is being copied is finished."),
        Resume => Phrase.Of("Moves go on."),
        Retry => Phrase.Of("Every failed move is due now."),
        Plan => Phrase.Of("The look at all documents has begun. What belongs elsewhere is moved as it is found."),
        Rules => Phrase.Of("The rules are in use, and the look at all documents has begun. What belongs elsewhere is moved as it is found."),
        StopTiering => Phrase.Of("The look is asked to stop, and does at its next step. Started again, it goes on there."),
        _ => null,
    };
}
