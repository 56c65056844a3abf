namespace Archivolt;

/// <summary>Section <c>Archivolt</c> of the configuration.</summary>
public sealed class ArchivoltOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt";

    internal const string ProvidersSection = $"{Section}:Providers";

    /// <summary>The data home: relative paths of stores and databases are resolved under it.</summary>
    public string DataPath { get; set; } = "./data";

    /// <summary>
    /// True to start with what the platform would have accepted, logging each leniency; false (the default) to refuse to start.
    /// </summary>
    public bool Lenient { get; set; }

    /// <summary>True to write nothing into any file store, not even at opening, whatever its own setting says; for inspection beside a running server.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// How long background work of a node that died waits before another node takes it over. A single deletion by the collector has to be done in half of it.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The absolute data home.</summary>
    public string DataHome => Path.GetFullPath(DataPath);

    /// <summary>An absolute path as it is, a relative one under the data home.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, DataHome);
}
