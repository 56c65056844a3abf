using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Providers;

namespace Archivolt.WebConsole.Rules;

/// <summary>Rules in the order in which they are tried, in words, with what is odd about them.</summary>
internal static class RuleList
{
    /// <summary>The rules of a dispatcher.</summary>
    public static Html Of(RuleDispatcher dispatcher) => Html.Of(
        $"""
        {(dispatcher.Rules.Count == 0
            ? Html.Of($"""<p class="hint">There are no rules: content goes to the provider that is named after its repository.</p>""")
            : Html.Of($"""<ol class="rules">{dispatcher.Rules.Select(Rule)}</ol>"""))}
        {(dispatcher.Findings.Count == 0 ? Html.None : Html.Of($"""<h3>What is odd about them</h3><ul class="findings">{dispatcher.Findings.Select(Finding)}</ul>"""))}
        """);

    private static Html Rule(DispatchRule rule) => Html.Of(
        $"""
        <li><span>When {Shown.Plain(RuleWords.Of(rule))}: to <a href="{ProviderPages.UrlOf(rule.Provider)}">{Shown.Name(rule.Provider)}</a></span><small><code>{Shown.Name(rule.When)}</code>{(rule.Where is { } where ? Html.Of($" · {Shown.Name(where)}") : Html.None)}</small></li>
        """);

    private static Html Finding(DispatchFinding finding) => Html.Of(
        $"""
        <li>{Icon.Warning}<span class="what">{Shown.Name(finding.Message)}<small>{(finding.Rule is { } rule ? Html.Of($"<code>{Shown.Name(rule.When)}</code>") : Html.Of($"all rules"))}{(finding.Kind == FindingKind.Leniency ? " · refused unless Archivolt:Lenient is set" : "")}</small></span></li>
        """);
}
