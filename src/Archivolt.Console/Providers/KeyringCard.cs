using Archivolt.Encryption;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Providers;

/// <summary>The keys of a provider that encrypts, by their ids.</summary>
internal static class KeyringCard
{
    /// <summary>One card for each keyring; none where nothing is encrypted by one.</summary>
    public static Html Of(IReadOnlyList<KeyringFacts> keyrings, ReencryptionStatus? last, string provider) =>
        Html.Of($"{keyrings.Select((keyring, number) => Card(keyring, last, keyrings.Count > 1 ? $"Keyring {number + 1} of {keyrings.Count}" : "Keyring", provider))}");

    private static Html Card(KeyringFacts keyring, ReencryptionStatus? last, string title, string provider) => Html.Of(
        $"""
        <section class="card"><h2>{title}</h2>
        <dl><dt>Data keys</dt><dd>{keyring.Keys.Count}</dd>
        <dt>Current</dt><dd><code>{keyring.Active}</code></dd>
        <dt>Opened by</dt><dd>{Shown.Name(string.Join(", ", keyring.Masters))}</dd>
        <dt>Under others</dt><dd>{keyring.Older(last)}</dd></dl>
        <table><thead><tr><th scope="col">Data key</th><th scope="col">Made</th><th scope="col">Use</th></tr></thead><tbody>{keyring.Keys.Reverse().Select(key => Row(key, key.Id == keyring.Active))}</tbody></table>
        <p class="hint">“archivolt keyring rotate {provider}” makes a new data key, and “archivolt keyring export {provider} FILE” keeps the keyring in another place. Keys themselves are never shown.</p>
        </section>
        """);

    private static Html Row(DataKeyInfo key, bool isActive) => Html.Of(
        $"""<tr><th scope="row"><code>{key.Id}</code></th><td data-label="Made">{Shown.Time(key.Created)}</td><td data-label="Use">{(isActive ? "encrypts new content" : "opens older content")}</td></tr>""");
}
