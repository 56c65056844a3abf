using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
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
        <section class="card" id="trial"><h2>{Phrase.Of("Try them")}</h2>
        <p class="hint">{Phrase.Of("Against the blobs of a document, against a blob that you describe, or against such a blob as if it were the document's.")}</p>
        <form method="get" action="{ConsoleUrl.Rules}#trial"><div class="filters">
        {Field(RuleTrial.DocumentField, Phrase.Of("Document (path or id)"), trial.Document)}
        {Field(RuleTrial.NameField, Phrase.Of("File name"), trial.Name)}
        {Field(RuleTrial.TypeField, Phrase.Of("Media type"), trial.MediaType)}
        {Field(RuleTrial.LengthField, Phrase.Of("Length in bytes"), trial.Length, "numeric")}
        {Field(RuleTrial.PathField, Phrase.Of("Property"), trial.XPath)}
        <button class="primary" type="submit">{Phrase.Of("Try")}</button></div>
        </form>{Said.Problem(refusal?.Sentence)}
        {(answers is null ? Html.None : answers.Count == 0
            ? Html.Of($"""<p role="status">{Phrase.Of("The document has no blob that the rules decide about.")}</p>""")
            : Html.Of($"{answers.Select(Answer)}"))}
        {frame.Call("POST", "management/explain")}</section>
        """);

    private static Html Answer(ExplainedBlob answer) => Html.Of(
        $"""
        <section class="answer"><h3>{Shown.Name(answer.XPath ?? Phrase.Of("The described blob"))}</h3>
        <p>{(answer.Current is not { } current ? Phrase.Markup($"It would go to {Provider(answer.Provider)}.")
            : current == answer.Provider ? Phrase.Markup($"It is in {Provider(current)}, where it belongs.")
            : Phrase.Markup($"It is in {Provider(current)} and belongs in {Provider(answer.Provider)}."))} {RuleWords.Decided(answer.Rule)}</p>
        <ol class="rules">{answer.Clauses.GroupBy(clause => clause.Rule, StringComparer.Ordinal).Select(rule => Rule(rule.Key, [.. rule]))}</ol>
        </section>
        """);

    private static Html Rule(string rule, IReadOnlyList<ExplainedClause> clauses) => Html.Of(
        $"""
        <li><span><code>{Shown.Name(rule)}</code> {Phrase.Of(clauses.All(clause => clause.Outcome == ClauseOutcome.Matched) ? "takes it" : "passes it on")}</span><ul class="findings">{clauses.Select(Clause)}</ul></li>
        """);

    private static Html Clause(ExplainedClause clause) => Html.Of(
        $"""
        <li>{(clause.Outcome == ClauseOutcome.Matched ? Icon.Good : Icon.Text)}<span class="what"><strong>{Phrase.Of(clause.Outcome switch
        {
            ClauseOutcome.Matched => "So it is:",
            ClauseOutcome.NotTested => "Not looked at:",
            _ => "Not so:",
        })}</strong> {Shown.Plain(RuleWords.OfClause(clause.Clause))}<small>{(clause.Outcome switch
        {
            ClauseOutcome.NotTested => Phrase.Markup($"the clause before it was not so"),
            ClauseOutcome.Missing => Phrase.Markup($"there is no such property"),
            _ when clause.Value is { } value => Phrase.Markup($"it saw {Shown.Name(value)}"),
            _ => Phrase.Markup($"it saw nothing"),
        })}</small></span></li>
        """);

    private static Html Provider(string id) => Html.Of($"<strong>{Shown.Name(id)}</strong>");

    private static Html Field(string name, string label, string value, string mode = "text") => Html.Of(
        $"""<div><label for="try-{name}">{label}</label><input id="try-{name}" name="{name}" value="{value}" inputmode="{mode}" maxlength="1000" autocomplete="off" spellcheck="false"></div>""");
}
