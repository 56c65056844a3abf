using System.Globalization;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Moves;
using Archivolt.WebConsole.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Rules;

/// <summary>Shows the rules, tries them, reviews others and takes them into use.</summary>
internal sealed class RulePages(
    LiveDispatcher dispatcher, RulesInUse rules, DispatchExplainer explainer, IDocumentStore documents, RuleSimulation simulation, JobRunner runner, TieringScan scan)
{
    /// <summary>Name of the field with rules.</summary>
    public const string DraftField = "rules";

    /// <summary>Name of the field with the number that the rules in use had when the page was made.</summary>
    public const string NumberField = "number";

    /// <summary>Name of the field that asks for a look at all documents.</summary>
    public const string MoveField = "move";

    /// <summary>Name of the query parameter with the number of applied rules to begin a draft with.</summary>
    public const string VersionField = "version";

    public const string Apply = "apply";
    public const string Return = "return";

    private const int MostVersions = 20;

    // In percent-encoding, which makes up to three characters of one.
    private const int MostCharacters = 1 << 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Rules, (HttpContext context, RulePages self) => self.ShowAsync(context));
        pages.MapPost(ConsoleUrl.Rules, (HttpContext context, RulePages self) => self.ReviewAsync(context));
        pages.MapPost($"{ConsoleUrl.Rules}/{Apply}", (HttpContext context, RulePages self) => self.ApplyAsync(context));
        pages.MapPost($"{ConsoleUrl.Rules}/{Return}", (HttpContext context, RulePages self) => self.ReturnAsync(context));
    }

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var history = await HistoryAsync(context);
        var query = context.Request.Query;
        var trial = RuleTrial.Of(query);
        var notice = query["done"].ToString() switch
        {
            Apply => Phrase.Of("The rules are in use on this server, and within five seconds on every other one."),
            Return => Phrase.Of("The rules of the configuration are in use on this server, and within five seconds on every other one."),
            _ => null,
        };
        if (trial.IsEmpty)
            return new RulesPage(dispatcher, rules, history) { Draft = await DraftAsync(query[VersionField].ToString(), context.RequestAborted), Notice = notice };
        Refusal? refusal;
        try
        {
            return new RulesPage(dispatcher, rules, history)
            {
                Trial = trial,
                Answers = await trial.AskAsync(explainer, documents, DocumentRequest.RepositoryOf(context), context.RequestAborted),
            };
        }
        catch (Exception exception) when (Refusal.Is(exception, out refusal))
        {
            return new RulesPage(dispatcher, rules, history) { Trial = trial, TrialRefusal = refusal };
        }
    }

    // Those that were applied under a number, or those in use.
    private async Task<RuleDraft> DraftAsync(string number, CancellationToken cancellationToken)
    {
        if (number.Length == 0)
            return RuleDraft.OfUse;
        var found = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? await rules.FindAsync(asked, cancellationToken) : null;
        return found?.Rules is { } earlier
            ? new RuleDraft(RuleText.Of(earlier)) { Earlier = found }
            : RuleDraft.OfUse with { Refusal = new Refusal(StatusCodes.Status404NotFound, Phrase.Of($"No rules have the number {number}; these are the ones in use.")) };
    }

    private async Task<IResult> ReviewAsync(HttpContext context)
    {
        var text = (await FormFields.ReadAsync(context, MostCharacters))[DraftField].ToString();
        var history = await HistoryAsync(context);
        Refusal? refusal;
        try
        {
            return new RulesPage(dispatcher, rules, history) { Draft = new RuleDraft(text) { Reviewed = simulation.Propose(text, "The draft") } };
        }
        catch (Exception exception) when (Refusal.Is(exception, out refusal))
        {
            return new RulesPage(dispatcher, rules, history) { Draft = new RuleDraft(text) { Refusal = refusal } };
        }
    }

    private async Task<IResult> ApplyAsync(HttpContext context)
    {
        var fields = await FormFields.ReadAsync(context, MostCharacters);
        var text = fields[DraftField].ToString();
        var withMoves = fields[MoveField] == "true";
        return await GiveAsync(context, withMoves ? $"{ConsoleUrl.Moves}?done={MovePages.Rules}" : $"{ConsoleUrl.Rules}?done={Apply}", text, async () =>
        {
            await rules.ApplyAsync(text, "The draft", Expected(fields), context.ActingPrincipal(), context.RequestAborted);
            if (withMoves)
                await LookAsync(context.RequestAborted);
        });
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await runner.StartAsync(TieringScan.Work, cancellationToken: cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
        {
            // A look by the rules before is under way; another one follows it.
            await scan.AskAsync(cancellationToken);
        }
    }

    private async Task<IResult> ReturnAsync(HttpContext context)
    {
        var fields = await FormFields.ReadAsync(context);
        return await GiveAsync(context, $"{ConsoleUrl.Rules}?done={Return}", draft: null, () => rules.ReturnAsync(Expected(fields), context.ActingPrincipal(), context.RequestAborted));
    }

    private Task<IResult> GiveAsync(HttpContext context, string done, string? draft, Func<Task> give) => Order.GiveAsync(give, done,
        async refusal => new RulesPage(dispatcher, rules, await HistoryAsync(context)) { Draft = new RuleDraft(draft), Refusal = refusal });

    private Task<IReadOnlyList<AppliedRules>> HistoryAsync(HttpContext context) => rules.ListAsync(MostVersions, context.RequestAborted);

    private static long Expected(IFormCollection fields) => long.TryParse(fields[NumberField], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw RequestException.BadRequest(Phrase.Of("The form does not say which rules it replaces; open the page anew."));
}
