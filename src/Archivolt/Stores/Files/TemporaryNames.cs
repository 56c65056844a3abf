namespace Archivolt.Stores.Files;

/// <summary>The names of unfinished files: <c>writer.number.part</c> here, <c>bin_*.tmp</c> and <c>create_*.tmp</c> of the Nuxeo platform.</summary>
internal static class TemporaryNames
{
    private const string Suffix = ".part";

    private static long _last;

    /// <summary>A name that no other file has.</summary>
    public static string Next(string writer) => $"{writer}.{Interlocked.Increment(ref _last)}{Suffix}";

    /// <summary>True for the platform's own unfinished files, which also stand among the blobs.</summary>
    public static bool IsForeign(string name) => name.EndsWith(".tmp", StringComparison.Ordinal)
        && (name.StartsWith("bin_", StringComparison.Ordinal) || name.StartsWith("create_", StringComparison.Ordinal));

    /// <summary>The writer of an unfinished file of ours; null for other names.</summary>
    public static string? WriterOf(string name) => name.Split('.') is [var writer, var number, _] && name.EndsWith(Suffix, StringComparison.Ordinal)
        && number.Length > 0 && number.All(char.IsAsciiDigit) ? writer : null;
}
