using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Rules;

/// <summary>The form to try the rules, and what each clause said.</summary>
internal static class TrialCard
{
    /// <summary>The card.</summary>
    /// <param name="trial">What was entered.</param>
    /// <param name="refusal">Why nothing could be tried; null where it could.</param>
    /// <param name="answers">What the rules said; null where nothing was asked.</param>
    /// <param name="frame">The page.</param>
    public static Html Of(RuleTrial trial, Refusal? refusal, IReadOnlyList<ExplainedBlob>? answers, PageFrame frame) => Html.Of(
        $"""
        <section class="card" id="trial"><h2>Try them</h2>
        <p class="hint">Against the blobs of a document, against a blob that you describe, or against such a blob as if it were the document's.</p>
        <form method="get" action="{ConsoleUrl.Rules}#trial"><div class="filters">
        {Field(RuleTrial.DocumentField, "Document (path or id)", trial.Document)}
        {Field(RuleTrial.NameField, "File name", trial.Name)}
        {Field(RuleTrial.TypeField, "Media type", trial.MediaType)}
        {Field(RuleTrial.LengthField, "Length in bytes", trial.Length, "numeric")}
        {Field(RuleTrial.PathField, "Property", trial.XPath)}
        <button class="primary" type="submit">Try</button></div>
        </form>{Said.Problem(refusal?.Sentence)}
        {(answers is null ? Html.None : answers.Count == 0
            ? Html.Of($"""<p role="status">The document has no blob that the rules decide about.</p>""")
            : Html.Of($"{answers.Select(Answer)}"))}
        {frame.Call("POST", "management/explain")}</section>
        """);

    private static Html Answer(ExplainedBlob answer) => Html.Of(
        $"""
        <section class="answer"><h3>{Shown.Name(answer.XPath ?? "The described blob")}</h3>
        <p>{(answer.Current is not { } current ? Html.Of($"It would go to {Provider(answer.Provider)}.")
            : current == answer.Provider ? Html.Of($"It is in {Provider(current)}, where it belongs.")
            : Html.Of($"It is in {Provider(current)} and belongs in {Provider(answer.Provider)}."))} {(answer.Rule == DispatchRule.Default ? Html.Of($"No rule took it.") : Html.Of($"The rule <code>{Shown.Name(answer.Rule)}</code> decided."))}</p>
        <ol class="rules">{answer.Clauses.GroupBy(clause => clause.Rule, StringComparer.Ordinal).Select(rule => Rule(rule.Key, [.. rule]))}</ol>
        </section>
        """);

    private static Html Rule(string rule, IReadOnlyList<ExplainedClause> clauses) => Html.Of(
        $"""
        <li><span><code>{Shown.Name(rule)}</code> {(clauses.All(clause => clause.Outcome == ClauseOutcome.Matched) ? "takes it" : "passes it on")}</span><ul class="findings">{clauses.Select(Clause)}</ul></li>
        """);

    private static Html Clause(ExplainedClause clause) => Html.Of(
        $"""
        <li>{(clause.Outcome == ClauseOutcome.Matched ? Icon.Good : Icon.Text)}<span class="what"><strong>{(clause.Outcome switch
        {
            ClauseOutcome.Matched => "So it is:",
            ClauseOutcome.NotTested => "Not looked at:",
            _ => "Not so:",
        })}</strong> {Shown.Plain(RuleWords.OfClause(clause.Clause))}<small>{(clause.Outcome switch
        {
            ClauseOutcome.NotTested => Html.Of($"the clause before it was not so"),
            ClauseOutcome.Missing => Html.Of($"there is no such property"),
            _ when clause.Value is { } value => Html.Of($"it saw {Shown.Name(value)}"),
            _ => Html.Of($"it saw nothing"),
        })}</small></span></li>
        """);

    private static Html Provider(string id) => Html.Of($"<strong>{Shown.Name(id)}</strong>");

    private static Html Field(string name, string label, string value, string mode = "text") => Html.Of(
        $"""<div><label for="try-{name}">{label}</label><input id="try-{name}" name="{name}" value="{value}" inputmode="{mode}" maxlength="1000" autocomplete="off" spellcheck="false"></div>""");
}
