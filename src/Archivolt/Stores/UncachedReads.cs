namespace Archivolt.Stores;

/// <summary>Reads that are about the bytes of the store itself, such as a scrub's: no cache answers them or keeps what they read.</summary>
internal static class UncachedReads
{
    private static readonly AsyncLocal<bool> Here = new();

    /// <summary>True within <see cref="Begin"/>.</summary>
    public static bool AreOn => Here.Value;

    /// <summary>Holds for the rest of the asynchronous method that calls it, and for what that calls.</summary>
    public static void Begin() => Here.Value = true;
}
