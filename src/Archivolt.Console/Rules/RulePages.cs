using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Rules;

/// <summary>Shows the rules, tries them, and reviews others.</summary>
internal sealed class RulePages(IBlobDispatcher dispatcher, DispatchExplainer explainer, IDocumentStore documents, RuleSimulation simulation)
{
    /// <summary>Name of the field with rules.</summary>
    public const string DraftField = "rules";

    // In percent-encoding, which makes up to three characters of one.
    private const int MostCharacters = 1 << 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Rules, (HttpContext context, RulePages self) => self.ShowAsync(context));
        pages.MapPost(ConsoleUrl.Rules, (HttpContext context, RulePages self) => self.ReviewAsync(context));
    }

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var trial = RuleTrial.Of(context.Request.Query);
        if (trial.IsEmpty)
            return new RulesPage(dispatcher);
        Refusal? refusal;
        try
        {
            return new RulesPage(dispatcher)
            {
                Trial = trial,
                Answers = await trial.AskAsync(explainer, documents, DocumentRequest.RepositoryOf(context), context.RequestAborted),
            };
        }
        catch (Exception exception) when (Refusal.Is(exception, out refusal))
        {
            return new RulesPage(dispatcher) { Trial = trial, Refusal = refusal };
        }
    }

    private async Task<IResult> ReviewAsync(HttpContext context)
    {
        var text = (await FormFields.ReadAsync(context, MostCharacters))[DraftField].ToString();
        Refusal? refusal;
        try
        {
            return new RulesPage(dispatcher) { Draft = text, Reviewed = simulation.Propose(text, "the draft") };
        }
        catch (Exception exception) when (Refusal.Is(exception, out refusal))
        {
            return new RulesPage(dispatcher) { Draft = text, Refusal = refusal };
        }
    }
}
