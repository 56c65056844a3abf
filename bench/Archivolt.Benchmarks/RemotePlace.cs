namespace Archivolt.Benchmarks;

/// <summary>A place on a server of others: for Archivolt the settings of a provider, for the tools an address.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Settings">The provider's settings, by their names in the configuration.</param>
/// <param name="NameOf">Under which name the tools find the content of a key.</param>
/// <param name="Tools">What Archivolt is measured against.</param>
/// <param name="Must">The ratio to each tool that has to hold.</param>
internal sealed record RemotePlace(
    string Name, IReadOnlyDictionary<string, string> Settings, Func<string, string> NameOf, IReadOnlyList<ReferenceTool> Tools, double Must);

/// <summary>A program that people use for such a place, as lines of a shell.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Put">Puts a file under a name.</param>
/// <param name="Get">Gets what a name has into a file.</param>
/// <param name="Delete">Deletes a name.</param>
internal sealed record ReferenceTool(string Name, Func<string, string, string> Put, Func<string, string, string> Get, Func<string, string> Delete);
