namespace Archivolt.Stores;

/// <summary>
/// Keys under which a store holds something of its own, such as the keyring of an encrypted store. They are no blobs: a layer hides them, and who
/// deletes by a listing leaves them alone even where the layer is missing.
/// </summary>
public static class ReservedKeys
{
    /// <summary>The two copies of an encrypted store's keyring.</summary>
    public static IReadOnlyList<string> Keyring { get; } = ["archivolt-keyring-1", "archivolt-keyring-2"];

    /// <summary>True for a reserved key.</summary>
    public static bool Contains(string key) => Keyring.Contains(key, StringComparer.Ordinal);

    /// <summary>True when a store holds a copy of a keyring, and so content in Archivolt's own encryption.</summary>
    internal static async ValueTask<bool> HasKeyringAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        foreach (var key in Keyring)
        {
            if (await store.StatAsync(key, cancellationToken) is not null)
                return true;
        }
        return false;
    }
}
