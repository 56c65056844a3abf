using System.Globalization;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Providers;

namespace Archivolt.WebConsole.Rules;

/// <summary>Rules that are not in use: to be reviewed, simulated over all documents, and applied.</summary>
internal static class DraftCard
{
    /// <summary>The card.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="text">Its text.</param>
    /// <param name="use">The rules in use.</param>
    /// <param name="places">Where those are written.</param>
    /// <param name="frame">The page.</param>
    public static Html Of(RuleDraft draft, string text, RulesInUse use, IReadOnlyList<string> places, PageFrame frame) => Html.Of(
        $"""
        <section class="card" id="draft-card" data-stream="simulate" data-from="draft" data-url="{frame.Api}/management/simulate"><h2>{Phrase.Of("Draft")}</h2>
        <p class="hint">{Phrase.Of("Rules as JSON or as an XML contribution. Nothing changes until you apply them.")}</p>
        {(draft.Earlier is { } earlier ? Html.Of($"<p>{Beginning(earlier)}</p>") : Html.None)}
        <form class="plain" method="post" action="{ConsoleUrl.Rules}#draft-card">
        <label for="draft">{Phrase.Of("Rules")}</label><textarea id="draft" class="code" name="{RulePages.DraftField}" rows="14" spellcheck="false" autocomplete="off">{Html.Of($"\n{text}")}</textarea>
        {Said.Problem(draft.Refusal?.Sentence)}<div class="actions"><button type="submit">{Phrase.Of("Review")}</button></div></form>
        {(draft.Reviewed is not { } reviewed ? Html.None : Reviewed(text, reviewed, use, places, frame))}
        <h3>{Phrase.Of("What would move")}</h3>
        <p class="hint">{Phrase.Of("Shows every document to the rules above. It lasts as long as you watch.")}</p>
        <noscript><p>{Phrase.Of("Without script, use “archivolt simulate FILE”.")}</p></noscript>
        {StreamCard.Controls(Phrase.Of("Simulate"))}
        {frame.Call("POST", "management/simulate")}</section>
        """);

    private static Html Beginning(AppliedRules earlier) =>
        Phrase.Markup($"It begins with rules {earlier.Number.ToString(CultureInfo.InvariantCulture)}, as {Shown.Name(earlier.By)} applied them, {Shown.Time(earlier.Applied)}.");

    private static Html Reviewed(string text, RuleDispatcher reviewed, RulesInUse use, IReadOnlyList<string> places, PageFrame frame) => Html.Of(
        $"""
        <section class="answer" id="reviewed" data-answers="draft"><h3>{Phrase.Of(reviewed.Findings.Count == 0 ? "These rules can be used" : "These rules can be used, but look at what is odd")}</h3>
        {RuleList.Of(reviewed)}
        {(use.Refusal is { } refusal ? Html.Of($"""<p class="hint">{refusal}</p>""") : Apply(text, use, frame))}
        <details><summary>{Phrase.Of("Put them into the configuration instead")}</summary>
        <p>{(places.Count == 0
            ? Phrase.Of("Put this into the configuration file of every server in place of the rules there, then start the servers again. Applied rules win over those of the configuration.")
            : Phrase.Of($"Put this into the configuration file of every server in place of the rules there (those in use stand in {string.Join(", ", places)}), then start the servers again. Applied rules win over those of the configuration."))}</p>
        <pre class="code" id="configuration">{RuleText.Of(reviewed.Rules)}</pre>
        <div class="actions"><button type="button" data-copies="configuration" hidden>{Phrase.Of("Copy")}</button></div></details>
        </section>
        """);

    private static Html Apply(string text, RulesInUse use, PageFrame frame) => Html.Of(
        $"""
        <form class="plain" method="post" action="{ConsoleUrl.Rules}/{RulePages.Apply}">
        <p>{Phrase.Of("Applied, they are in use on all servers within five seconds, and stay so when servers start again. Stored content stays where it is until its document changes, or until a look at all documents finds it.")}</p>
        <input type="hidden" name="{RulePages.NumberField}" value="{use.Number}"><input type="hidden" name="{RulePages.DraftField}" value="{text}">
        <label class="check"><input type="checkbox" name="{RulePages.MoveField}" value="true">{Phrase.Of("Then look at all documents, and move what belongs elsewhere")}</label>
        <div class="actions"><button class="primary" type="submit">{Phrase.Of("Apply")}</button></div></form>
        {frame.Call("PUT", "management/rules")}
        """);
}
