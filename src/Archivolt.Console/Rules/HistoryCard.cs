using System.Globalization;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Rules;

/// <summary>The rules that were applied so far, each of which can be the draft again.</summary>
internal static class HistoryCard
{
    /// <summary>The card; nothing where none were ever applied.</summary>
    public static Html Of(IReadOnlyList<AppliedRules> history, RulesInUse use, PageFrame frame) => history.Count == 0 ? Html.None : Html.Of(
        $"""
        <section class="card" id="history"><h2>{Phrase.Of("Applied so far")}</h2>
        <ul class="findings">{history.Select(version => Version(version, use.IsInUse(version)))}</ul>
        {frame.Call("GET", "management/rules/history")}</section>
        """);

    private static Html Version(AppliedRules version, bool isInUse)
    {
        var number = version.Number.ToString(CultureInfo.InvariantCulture);
        return Html.Of(
            $"""
            <li>{Icon.Text}<span class="what">{(version.Rules is { } rules
                ? Html.Of($"""<a href="{ConsoleUrl.Rules}?{RulePages.VersionField}={number}#draft-card">{Phrase.Of($"Number {number}: {Phrase.Count(rules.Count, "{0} rule", "{0} rules")}")}</a>""")
                : Phrase.Markup($"Number {number}: back to the configuration"))}{(isInUse ? Html.Of($" <strong>{Phrase.Of("in use")}</strong>") : Html.None)}<small>{Phrase.Markup($"by {Shown.Name(version.By)}, {Shown.Time(version.Applied)}")}</small></span></li>
            """);
    }
}
