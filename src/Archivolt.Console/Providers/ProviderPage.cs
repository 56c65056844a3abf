using Archivolt.Integrity;
using Archivolt.Stores;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Providers;

/// <summary>A provider: what it is made of, how it is, and what can be done to it.</summary>
/// <param name="facts">The provider.</param>
/// <param name="check">The last check by this server; null where it made none.</param>
internal sealed class ProviderPage(ProviderFacts facts, ProviderCheck? check) : OperationsPage
{
    private string Id => facts.Provider.Id;

    private string Url => ProviderPages.UrlOf(Id);

    public override string Title => Phrase.Of($"Provider {Id}");

    protected override string Address => Url;

    protected override IReadOnlyList<string> Scripts => ["live.js", "stream.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        {Totals()}
        <section class="card"><h2>{Phrase.Of("What it is made of")}</h2><p class="hint">{Phrase.Of("Each box stands on what is in it: content goes from the outermost to the innermost.")}</p>
        <ul class="stack">{Box(Storey.Of(facts.Provider.Store))}</ul>{frame.Call("GET", "management/providers")}</section>
        {Facts()}
        {CheckCard(frame)}
        {LivePart.Of(LiveRegions.OfProvider(Id), WorkCards.Of(facts.Work, frame.Api))}
        {KeyringCard.Of(facts.Keyrings, facts.Work.Reencryption, Id)}
        {StreamCard.Verify(Id, frame)}
        {StreamCard.Check(Id, frame)}
        {Settings()}
        """);

    private Html Totals() => Html.Of(
        $"""
        <dl class="totals">
        <div class="{(facts.Problem is null ? "good" : "bad")}"><dt>{Phrase.Of("Storage")}</dt><dd>{Phrase.Of(facts.Problem is null ? "Answers" : "Does not answer")}</dd></div>
        <div><dt>{Phrase.Of("Condemned")}</dt><dd><a href="{ConsoleUrl.Condemned}">{facts.Condemned.Blobs}</a>{(facts.Condemned.Bytes > 0 ? Html.Of($" <small>{Shown.SizeText(facts.Condemned.Bytes)}</small>") : Html.None)}</dd></div>
        <div class="{(facts.Damaged > 0 ? "bad" : "")}"><dt>{Phrase.Of("In quarantine")}</dt><dd><a href="{ConsoleUrl.Quarantine}">{facts.Damaged}</a></dd></div>
        {facts.Capacity.DistinctBy(disk => (Shown.SizeText(disk.Free), Shown.SizeText(disk.Total))).Select(disk => Html.Of($"""<div><dt>{Phrase.Of("Free on its disk")}</dt><dd>{Phrase.Markup($"{Shown.SizeText(disk.Free)} <small>of {Shown.SizeText(disk.Total)}</small>")}</dd></div>"""))}
        </dl>
        {(facts.Problem is { } problem ? Html.Of($"""<p class="problem">{Icon.Bad}{Shown.Name(problem)}</p>""") : Html.None)}
        """);

    private static Html Box(Storey storey) => Html.Of(
        $"""
        <li><strong>{Shown.Plain(storey.Name)}</strong><small>{storey.Text}</small>{(storey.Place is { } place ? Html.Of($"""<code class="key">{Shown.Name(place)}</code>""") : Html.None)}{(storey.Below.Count == 0 ? Html.None : Html.Of($"<ul>{storey.Below.Select(Box)}</ul>"))}</li>
        """);

    private Html Facts()
    {
        var (options, traits) = (facts.Provider.Options, facts.Provider.Store.Traits);
        var largest = options.MaxLength is { } own && traits.MaxLength is { } stores ? Math.Min(own, stores) : options.MaxLength ?? traits.MaxLength;
        return Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Of("What it promises")}</h2>
            <dl><dt>{Phrase.Of("Names")}</dt><dd>{options.KeyStrategy.Name}, {options.KeyStrategy.Algorithm.Name}</dd>
            <dt>{Phrase.Of("Writes")}</dt><dd>{Phrase.Of(!traits.CanWrite ? "It is read-only." : traits.Durability switch
            {
                Durability.Full => "Once it says that content is stored, the content survives a power cut.",
                Durability.File => "Once it says that content is stored, the content is on stable storage; its name may be lost with a power cut.",
                _ => "Stored content survives the end of the server, not of the machine.",
            })}{(options.PreventUserUpdate ? $" {Phrase.Of("People do not replace or delete its blobs; programs may.")}" : "")}</dd>
            <dt>{Phrase.Of("Largest")}</dt><dd>{(largest is { } most ? Shown.Size(most) : Phrase.Markup($"No limit of its own"))}</dd>
            <dt>{Phrase.Of("Parts")}</dt><dd>{Phrase.Of(traits.CheapRanges ? "A part of a content costs about its own bytes." : "A part of a content is read from the beginning.")}</dd>
            {(facts.Capacity.Count > 0 ? Html.None : Html.Of($"<dt>{Phrase.Of("Room")}</dt><dd>{Phrase.Of("This store does not tell how much is left.")}</dd>"))}</dl>
            </section>
            """);
    }

    private Html CheckCard(PageFrame frame) => Html.Of(
        $"""
        <section class="card" id="check"><h2>{Phrase.Of("Check")}</h2>
        <p class="hint">{Phrase.Of("Writes a small random blob, reads it whole and in part, lists it, and deletes it again. Nothing else is touched.")}</p>
        {(check is null ? Html.None : Html.Of(
            $"""
            <p>{(check.IsSound ? Phrase.Markup($"Everything works, as seen by this server on {Shown.Time(check.Began)}.") : Phrase.Markup($"Something does not work, as seen by this server on {Shown.Time(check.Began)}."))}</p>
            <ul class="findings">{check.Steps.Select(Step)}</ul>
            """))}
        <div class="actions"><form class="plain" method="post" action="{Url}/{ProviderPages.Check}"><button type="submit">{Phrase.Of("Check now")}</button></form></div>
        {frame.Call("POST", $"management/providers/{Uri.EscapeDataString(Id)}/check")}</section>
        """);

    private static Html Step(ProbeStep step) => Html.Of(
        $"""
        <li>{(step.Outcome switch { ProbeOutcome.Ok => Icon.Good, ProbeOutcome.Failed => Icon.Bad, _ => Icon.Text })}<span class="what"><strong>{step.Step}</strong> {Shown.Name(step.Detail)}<small>{(step.Outcome == ProbeOutcome.NotOffered ? Phrase.Of("not offered, which is no fault") : $"{(long)step.Duration.TotalMilliseconds} ms")}{(step.Advice is { } advice ? $" · {advice}" : "")}</small></span></li>
        """);

    private Html Settings() => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Settings")}</h2>
        {(facts.Settings is not { Count: > 0 } settings
            ? Html.Of($"""<p class="hint">{Phrase.Of("It has no section in the configuration: everything is as it is by itself.")}</p>""")
            : Html.Of($"""<p class="hint">{Phrase.Of($"From {Archivolt.ArchivoltOptions.ProvidersSection}:{Id}. What may be a secret is not shown.")}</p><dl class="settings">{settings.Select(setting => Html.Of($"<dt><code>{Shown.Plain(setting.Path)}</code></dt><dd><code>{Shown.Name(setting.Value)}</code></dd>"))}</dl>"""))}
        </section>
        """);
}
