using Archivolt.Encryption;
using Archivolt.Stores;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Providers;

/// <summary>What is known of a provider's keys; never one of them.</summary>
/// <param name="Keys">The data keys, oldest first.</param>
/// <param name="Active">Id of the one that encrypts new content.</param>
/// <param name="Masters">Ids of the master keys that open them.</param>
/// <param name="HasFormer">True where content may also be in a former format.</param>
internal sealed record KeyringFacts(IReadOnlyList<DataKeyInfo> Keys, string Active, IReadOnlyList<string> Masters, bool HasFormer)
{
    /// <summary>The keyrings of a store, one for each copy of a mirror.</summary>
    public static IReadOnlyList<KeyringFacts> Of(IBlobStore store)
    {
        var all = Storey.All(store).ToList();
        var hasFormer = all.OfType<FormatTransition>().Any();
        return [.. all.OfType<Encrypted>().Select(layer => layer.Ability<Keyring>()).OfType<Keyring>()
            .Select(keyring => new KeyringFacts(keyring.Keys, keyring.ActiveKey, keyring.MasterIds, hasFormer))];
    }

    /// <summary>What is known of content that is not under the current key, as a sentence.</summary>
    /// <param name="last">The last re-encryption; null where there was none.</param>
    public string Older(ReencryptionStatus? last)
    {
        var active = Keys.First(key => key.Id == Active);
        if (last is { IsFinished: true } && last.Started >= active.Created)
        {
            return last.Failed == 0
                ? Phrase.Of("Nothing: everything was written again under the current key.")
                : Phrase.Count(last.Failed, "{0} blob that could not be written again; the reason is below.", "{0} blobs that could not be written again; the reason is below.");
        }
        return Phrase.Of(Keys.Count == 1 && !HasFormer ? "Nothing: there was never another key."
            : HasFormer ? "What was stored before the current encryption and was not written again since. Re-encryption finds out how much that is."
            : "What was stored before the current key was made and was not written again since. Re-encryption finds out how much that is.");
    }
}
