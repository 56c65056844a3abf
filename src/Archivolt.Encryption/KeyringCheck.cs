using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">A copy of the keyring, or a master key.</param>
/// <param name="IsSound">True when it is as it should be.</param>
/// <param name="Detail">What it is, or what is wrong with it.</param>
internal sealed record KeyringFinding(string What, bool IsSound, string Detail);

/// <summary>Looks at the copies of a keyring, and whether the master keys at hand open them; changes nothing.</summary>
internal static class KeyringCheck
{
    /// <summary>Looks at both copies in a store.</summary>
    public static async Task<IReadOnlyList<KeyringFinding>> OfStoreAsync(
        IBlobStore store, IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken)
    {
        var copies = await new KeyringCopies(store).ReadAsync(cancellationToken);
        return await OfCopiesAsync(copies, masters, cancellationToken);
    }

    /// <summary>Looks at an export.</summary>
    public static Task<IReadOnlyList<KeyringFinding>> OfExportAsync(
        string name, byte[] export, IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken) =>
        OfCopiesAsync([new KeyringCopy(name, export, null)], masters, cancellationToken);

    private static async Task<IReadOnlyList<KeyringFinding>> OfCopiesAsync(
        IReadOnlyList<KeyringCopy> copies, IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken)
    {
        var first = copies.Select(copy => copy.Document).OfType<KeyringDocument>()
            .Aggregate((KeyringDocument?)null, (best, document) => best is null || document.Precedes(best) ? document : best);
        var findings = copies.Select(copy => OfCopy(copy, first)).ToList();
        foreach (var master in first is null ? [] : masters)
            findings.Add(await OfMasterAsync(first!, master, cancellationToken));
        return findings;
    }

    private static KeyringFinding OfCopy(KeyringCopy copy, KeyringDocument? first)
    {
        var read = KeyringDocument.Read(copy.File, out var problem);
        return copy switch
        {
            { IsMissing: true } => new KeyringFinding(copy.Key, false, "is missing"),
            { Unread: { } unread } => new KeyringFinding(copy.Key, false, $"cannot be read: {unread}"),
            _ when read is null => new KeyringFinding(copy.Key, false, $"is damaged: {problem}"),
            _ when first!.Lacks(read) is { Count: > 0 } lacks =>
                new KeyringFinding(copy.Key, false, $"has data keys that the other copy lacks: {string.Join(", ", lacks)}"),
            _ when read.Generation != first.Generation || read.Keys.Count < first.Keys.Count => new KeyringFinding(copy.Key, false,
                $"is old: generation {read.Generation} with {read.Keys.Count} data keys, and there is {first.Generation} with {first.Keys.Count}"),
            _ => new KeyringFinding(copy.Key, true, $"is whole: generation {first.Generation}, {first.Keys.Count} data keys"),
        };
    }

    private static async Task<KeyringFinding> OfMasterAsync(KeyringDocument document, IMasterKey master, CancellationToken cancellationToken)
    {
        if (document.Masters.All(known => known.Id != master.Id))
            return new KeyringFinding(master.Id, false, "is no master key of this keyring; 'keyring add-master' makes it one");
        using var keys = await DataKeys.UnwrapAsync(document, [master], cancellationToken);
        return keys is null
            ? new KeyringFinding(master.Id, false, "does not open the keyring: it is another key or password, or the keyring was forged")
            : new KeyringFinding(master.Id, true, "opens the keyring");
    }
}
