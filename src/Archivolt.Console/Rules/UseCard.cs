using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Rules;

/// <summary>The rules in use, where they come from, and the way back to those of the configuration.</summary>
internal static class UseCard
{
    /// <summary>The card.</summary>
    public static Html Of(LiveDispatcher dispatcher, RulesInUse use, PageFrame frame) => Html.Of(
        $"""
        <section class="card" id="use"><h2>Rules in use</h2>
        {(use.Problem is { } problem ? Said.Problem(problem) : Html.None)}
        {(dispatcher.Current switch
        {
            RuleDispatcher rules => Html.Of($"""<p class="hint">The first rule that takes a blob decides which provider gets it.</p>{RuleList.Of(rules)}"""),
            RepositoryDispatcher => Html.Of($"""<p class="hint">There are no rules: content goes to the provider that is named after its repository.</p>"""),
            _ => Html.Of($"""<p class="hint">An application's own dispatcher chooses the providers, so there are no rules to show.</p>"""),
        })}
        {(use.Applied is { } applied ? Origin(applied, use) : Html.None)}
        {frame.Call("GET", "management/rules")}</section>
        """);

    private static Html Origin(AppliedRules applied, RulesInUse use) => Html.Of(
        $"""
        <p>Rules {applied.Number}, applied by {Shown.Name(applied.By)}, {Shown.Time(applied.Applied)}. Those of the configuration are not in use.</p>
        <form class="actions" method="post" action="{ConsoleUrl.Rules}/{RulePages.Return}"><input type="hidden" name="{RulePages.NumberField}" value="{use.Number}"><button type="submit">Use those of the configuration</button></form>
        """);
}
