using System.Globalization;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Rules;

/// <summary>The rules in use, where they come from, and the way back to those of the configuration.</summary>
internal static class UseCard
{
    /// <summary>The card.</summary>
    /// <param name="dispatcher">The dispatcher in use.</param>
    /// <param name="use">Which rules those are.</param>
    /// <param name="newest">What was applied last; null for nothing.</param>
    /// <param name="frame">The page.</param>
    public static Html Of(LiveDispatcher dispatcher, RulesInUse use, AppliedRules? newest, PageFrame frame) => Html.Of(
        $"""
        <section class="card" id="use"><h2>{Phrase.Of("Rules in use")}</h2>
        {(use.Problem is { } problem ? Said.Problem(problem) : Html.None)}
        {(dispatcher.Current switch
        {
            RuleDispatcher rules => Html.Of($"""<p class="hint">{Phrase.Of("The first rule that takes a blob decides which provider gets it.")}</p>{RuleList.Of(rules)}"""),
            RepositoryDispatcher => Html.Of($"""<p class="hint">{Phrase.Of("There are no rules: content goes to the provider that is named after its repository.")}</p>"""),
            _ => Html.None,
        })}
        {(use.Applied is { } applied ? Origin(applied, use) : use.Refusal is { } refusal ? Kept(refusal, newest) : Html.None)}
        {frame.Call("GET", "management/rules")}</section>
        """);

    private static Html Origin(AppliedRules applied, RulesInUse use) => Html.Of(
        $"""
        <p>{Phrase.Markup($"Rules {NumberOf(applied)}, applied by {Shown.Name(applied.By)}, {Shown.Time(applied.Applied)}. Those of the configuration are not in use.")}</p>
        <div class="actions"><details class="menu"><summary class="button">{Phrase.Of("Use those of the configuration")}</summary>
        <form method="post" action="{ConsoleUrl.Rules}/{RulePages.Return}"><p>{Phrase.Of($"They are in use on all servers within five seconds. Rules {NumberOf(applied)} stay below, where they can be taken up again.")}</p><input type="hidden" name="{RulePages.NumberField}" value="{use.Number}"><button type="submit">{Phrase.Of("Use them")}</button></form></details></div>
        """);

    private static Html Kept(string refusal, AppliedRules? newest) => Html.Of(
        $"""
        <p>{refusal}{(newest is { Rules: not null } ignored ? Html.Of($" {Phrase.Markup($"Rules {NumberOf(ignored)}, applied by {Shown.Name(ignored.By)}, are not in use.")}") : Html.None)}</p>
        """);

    private static string NumberOf(AppliedRules rules) => rules.Number.ToString(CultureInfo.InvariantCulture);
}
