namespace Archivolt.EndToEnd;

/// <summary>Programs that some tests need beside ours.</summary>
public static class Tools
{
    /// <summary>True when a program is on the path.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
