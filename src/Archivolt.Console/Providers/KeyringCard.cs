using Archivolt.Encryption;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Providers;

/// <summary>The keys of a provider that encrypts, by their ids.</summary>
internal static class KeyringCard
{
    /// <summary>One card for each keyring; none where nothing is encrypted by one.</summary>
    public static Html Of(IReadOnlyList<KeyringFacts> keyrings, ReencryptionStatus? last, string provider) =>
        Html.Of($"{keyrings.Select((keyring, number) => Card(keyring, last, keyrings.Count > 1 ? Phrase.Of($"Keyring {number + 1} of {keyrings.Count}") : Phrase.Of("Keyring"), provider))}");

    private static Html Card(KeyringFacts keyring, ReencryptionStatus? last, string title, string provider) => Html.Of(
        $"""
        <section class="card"><h2>{title}</h2>
        <dl><dt>{Phrase.Of("Data keys")}</dt><dd>{keyring.Keys.Count}</dd>
        <dt>{Phrase.Of("Current")}</dt><dd><code>{keyring.Active}</code></dd>
        <dt>{Phrase.Of("Opened by")}</dt><dd>{Shown.Name(string.Join(", ", keyring.Masters))}</dd>
        <dt>{Phrase.Of("Under others")}</dt><dd>{keyring.Older(last)}</dd></dl>
        <table><thead><tr><th scope="col">{Phrase.Of("Data key")}</th><th scope="col">{Phrase.Of("Made")}</th><th scope="col">{Phrase.Of("Use")}</th></tr></thead><tbody>{keyring.Keys.Reverse().Select(key => Row(key, key.Id == keyring.Active))}</tbody></table>
        <p class="hint">{Phrase.Of($"“archivolt keyring rotate {provider}” makes a new data key, and “archivolt keyring export {provider} FILE” keeps the keyring in another place. Keys themselves are never shown.")}</p>
        </section>
        """);

    private static Html Row(DataKeyInfo key, bool isActive) => Html.Of(
        $"""<tr><th scope="row"><code>{key.Id}</code></th><td data-label="{Phrase.Of("Made")}">{Shown.Time(key.Created)}</td><td data-label="{Phrase.Of("Use")}">{Phrase.Of(isActive ? "encrypts new content" : "opens older content")}</td></tr>""");
}
