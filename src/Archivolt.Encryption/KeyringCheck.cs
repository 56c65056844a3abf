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
        return await OfFilesAsync([.. copies.Select(copy => (copy.Key, copy.File))], masters, cancellationToken);
    }

    /// <summary>Looks at an export.</summary>
    public static Task<IReadOnlyList<KeyringFinding>> OfExportAsync(
        string name, byte[] export, IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken) =>
        OfFilesAsync([(name, export)], masters, cancellationToken);

    private static async Task<IReadOnlyList<KeyringFinding>> OfFilesAsync(
        IReadOnlyList<(string Name, byte[]? File)> files, IReadOnlyList<IMasterKey> masters, CancellationToken cancellationToken)
    {
        var read = files.Select(file => (file.Name, file.File, Document: KeyringDocument.Read(file.File, out var problem), Problem: problem)).ToList();
        var newest = read.Select(copy => copy.Document).OfType<KeyringDocument>().MaxBy(document => document.Generation);
        var findings = read.ConvertAll(copy => copy switch
        {
            { File: null } => new KeyringFinding(copy.Name, false, "is missing"),
            { Document: null } => new KeyringFinding(copy.Name, false, $"is damaged: {copy.Problem}"),
            { Document: { } document } when document.Generation < newest!.Generation =>
                new KeyringFinding(copy.Name, false, $"is old: generation {document.Generation}, and there is {newest.Generation}"),
            _ => new KeyringFinding(copy.Name, true, $"is whole: generation {newest!.Generation}, {newest.Keys.Count} data keys"),
        });
        foreach (var master in newest is null ? [] : masters)
            findings.Add(await OfMasterAsync(newest!, master, cancellationToken));
        return findings;
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
