using Archivolt.Documents.Collection;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Operations;

/// <summary>What is condemned in each provider, to be taken back.</summary>
/// <param name="providers">The providers, each with how much is condemned and the first of it.</param>
/// <param name="notice">What was done; null for nothing.</param>
internal sealed class CondemnedPage(IReadOnlyList<(CollectionStatus Status, IReadOnlyList<CondemnedBlob> First)> providers, string? notice) : OperationsPage
{
    public override string Title => Phrase.Of("Condemned content");

    protected override string Address => ConsoleUrl.Condemned;

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        {Said.Notice(notice)}
        <p class="hint">{Phrase.Of("No document refers to this content. It can be read until its time is over, and is deleted by the next collection after that; a document that refers to it again takes it back by itself.")}</p>
        {providers.Select(provider => Provider(provider.Status, provider.First, frame))}
        """);

    private static Html Provider(CollectionStatus status, IReadOnlyList<CondemnedBlob> first, PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{status.Provider}</h2>
        {(status.Refusal is { } refusal ? Html.Of($"""<p class="hint">{Phrase.Markup($"Nothing is collected here: {Shown.Name(refusal.TrimEnd('.'))}.")}</p>""") : Html.None)}
        {(first.Count == 0 ? Html.Of($"""<p class="hint">{Phrase.Of("Nothing is condemned.")}</p>""") : Blobs(status, first))}
        {frame.Call("GET", $"management/collection/condemned?provider={Uri.EscapeDataString(status.Provider)}")}</section>
        """);

    private static Html Blobs(CollectionStatus status, IReadOnlyList<CondemnedBlob> first) => Html.Of(
        $"""
        {(status.Condemned is { } all ? Html.Of($"<p>{Amount(all, first.Count)}</p>") : Html.None)}
        <table><thead><tr><th scope="col">{Phrase.Of("Key")}</th><th scope="col" class="number">{Phrase.Of("Size")}</th><th scope="col">{Phrase.Of("Condemned")}</th><th scope="col">{Phrase.Of("Deleted from")}</th><th scope="col"><span class="announce">{Phrase.Of("Actions")}</span></th></tr></thead><tbody>{first.Select(Blob)}</tbody></table>
        {Restore(status.Provider, key: null, Phrase.Of("Take all back"))}
        """);

    private static string Amount(CondemnedTotals all, int shown)
    {
        var amount = Phrase.Count(all.Blobs, "{0} blob", "{0} blobs") + (all.Bytes > 0 ? $", {Shown.SizeText(all.Bytes)}" : "");
        return shown < all.Blobs ? Phrase.Of($"{amount}; the first {shown} are shown.") : $"{amount}.";
    }

    private static Html Blob(CondemnedBlob blob) => Html.Of(
        $"""
        <tr><th scope="row"><code class="key">{Shown.Name(blob.Key)}</code></th><td class="number" data-label="{Phrase.Of("Size")}">{Shown.Size(blob.Length)}</td><td data-label="{Phrase.Of("Condemned")}">{Shown.Time(blob.Condemned)}</td><td data-label="{Phrase.Of("Deleted from")}">{(blob.IsBeingDeleted ? Phrase.Markup($"being deleted") : Shown.Time(blob.Due))}</td><td class="act">{(blob.IsBeingDeleted ? Html.None : Restore(blob.Provider, blob.Key, Phrase.Of("Take back")))}</td></tr>

        """);

    private static Html Restore(string provider, string? key, string text) => Html.Of(
        $"""<form class="plain" method="post" action="{ConsoleUrl.Condemned}"><input type="hidden" name="{CondemnedEndpoints.ProviderField}" value="{provider}">{(key is null ? Html.None : Html.Of($"""<input type="hidden" name="{CondemnedEndpoints.KeyField}" value="{key}">"""))}<button type="submit" aria-label="{text}: {key ?? provider}">{text}</button></form>""");
}
