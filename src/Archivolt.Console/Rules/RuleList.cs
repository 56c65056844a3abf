using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Providers;

namespace Archivolt.WebConsole.Rules;

/// <summary>Rules in the order in which they are tried, in words, with what is odd about them.</summary>
internal static class RuleList
{
    /// <summary>The rules of a dispatcher.</summary>
    public static Html Of(RuleDispatcher dispatcher) => Html.Of(
        $"""
        {(dispatcher.Rules.Count == 0
            ? Html.Of($"""<p class="hint">{Phrase.Of("There are no rules: content goes to the provider that is named after its repository.")}</p>""")
            : Html.Of($"""<ol class="rules">{dispatcher.Rules.Select(Rule)}</ol>"""))}
        {(dispatcher.Findings.Count == 0 ? Html.None : Html.Of($"""<h3>{Phrase.Of("What is odd about them")}</h3><ul class="findings">{dispatcher.Findings.Select(Finding)}</ul>"""))}
        """);

    private static Html Rule(DispatchRule rule) => Html.Of(
        $"""
        <li><span>{Phrase.Markup($"When {Shown.Plain(RuleWords.Of(rule))}: to {Provider(rule.Provider)}")}</span><small><code>{Shown.Name(rule.When)}</code>{(rule.Where is { } where ? Html.Of($" · {Shown.Name(where)}") : Html.None)}</small></li>
        """);

    private static Html Provider(string id) => Html.Of($"""<a href="{ProviderPages.UrlOf(id)}">{Shown.Name(id)}</a>""");

    private static Html Finding(DispatchFinding finding) => Html.Of(
        $"""
        <li>{Icon.Warning}<span class="what">{Shown.Name(finding.Message)}<small>{(finding.Rule is { } rule ? Html.Of($"<code>{Shown.Name(rule.When)}</code>") : Phrase.Markup($"all rules"))}{(finding.Kind == FindingKind.Leniency ? $" · {Phrase.Of("refused unless Archivolt:Lenient is set")}" : "")}</small></span></li>
        """);
}
