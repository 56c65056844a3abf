using System.Text.Json;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Rules;

namespace Archivolt.WebConsole.Providers;

/// <summary>Work that lasts as long as somebody watches it: the script <c>stream.js</c> asks the REST API and shows what comes.</summary>
internal static class StreamCard
{
    /// <summary>Reads every blob again.</summary>
    public static Html Verify(string provider, PageFrame frame) => Card(
        "verify", Phrase.Of("Verify"), Phrase.Of("Reads and hashes every blob now, and says what is not sound. Nothing is changed; leaving this page stops it."), Phrase.Of("Verify now"),
        $"archivolt verify {provider}", "management/verify", BodyOf(provider), frame);

    /// <summary>Compares documents with what is stored.</summary>
    public static Html Check(string provider, PageFrame frame) => Card(
        "check", Phrase.Of("Compare with documents"),
        Phrase.Of("Says what documents refer to and is missing, what no document refers to, and which files are no blobs. Nothing is changed; leaving this page stops it."), Phrase.Of("Compare now"), $"archivolt check {provider}", "management/check", BodyOf(provider), frame);

    /// <summary>Shows every document to the rules in use.</summary>
    public static Html Plan(IReadOnlyList<DispatchRule> rules, PageFrame frame) => Card(
        "simulate", Phrase.Of("Plan"), Phrase.Of("Says how much a look at all documents would move, from where to where. Nothing is changed; leaving this page stops it."), Phrase.Of("Plan now"),
        "archivolt simulate FILE", "management/simulate", RuleText.Of(rules), frame);

    private static Html Card(string kind, string title, string text, string button, string command, string address, string body, PageFrame frame) => Html.Of(
        $"""
        <section class="card" data-stream="{kind}" data-url="{frame.Api}/{address}" data-body="{body}"><h2>{title}</h2>
        <p class="hint">{text}</p>
        <noscript><p>{Phrase.Of($"Without script, use “{command}”.")}</p></noscript>
        {Controls(button)}
        {frame.Call("POST", address)}</section>
        """);

    private static string BodyOf(string provider) => JsonSerializer.Serialize(new Dictionary<string, string> { ["provider"] = provider });

    /// <summary>The buttons and the place for what comes.</summary>
    public static Html Controls(string button) => Html.Of(
        $"""
        <div class="actions"><button type="button" data-begins hidden>{button}</button><button type="button" data-stops hidden>{Phrase.Of("Stop")}</button></div>
        <div data-streamed hidden><p role="status" data-says></p><progress data-bar hidden aria-label="{Phrase.Of("Progress")}"></progress><ul class="findings" data-lines></ul><div data-result></div></div>
        """);
}
