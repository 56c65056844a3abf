using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Contributions;

/// <summary>
/// Reads the platform's XML contributions of blob providers and of the blob dispatcher, and merges them as it does. Extensions of other
/// targets
/// are left alone.
/// </summary>
public static class ContributionReader
{
    // What the platform contributes itself.
    private const string DefaultProvider = """
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
          <blobprovider name="default">
            <class>${nuxeo.core.binarymanager:=org.nuxeo.ecm.core.blob.LocalBlobProvider}</class>
            <property name="path">${repository.binary.store:=}</property>
            <property name="key">${nuxeo.core.binarymanager_key:=}</property>
          </blobprovider>
        </extension>
        """;

    /// <summary>
    /// Reads a file, or every <c>*.xml</c> file of a folder in ordinal order of their names, where a component comes after those that it
    /// requires (<c>&lt;require&gt;</c>).
    /// </summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming file, line and what was expected.</exception>
    public static ContributionSet Read(string fileOrFolder, ContributionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(fileOrFolder);
        if (!Directory.Exists(fileOrFolder))
        {
            return File.Exists(fileOrFolder)
                ? Merge([ComponentFile.Read(fileOrFolder)], options)
                : throw new BlobException(BlobError.Configuration, $"There is no file or folder '{fileOrFolder}' with contributions.");
        }
        var files = Directory.GetFiles(fileOrFolder, "*.xml").Order(StringComparer.Ordinal).ToList();
        return files.Count == 0
            ? throw new BlobException(BlobError.Configuration, $"The folder '{fileOrFolder}' has no contributions, which are files *.xml.")
            : Merge([.. files.Select(ComponentFile.Read)], options);
    }

    /// <summary>Reads one contribution that is not in a file.</summary>
    /// <param name="xml">The XML.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming line and what was expected.</exception>
    public static ContributionSet ReadText(string xml, string name, ContributionOptions? options = null) =>
        Merge([Parse(xml, name)], options);

    private static ContributionSet Merge(IReadOnlyList<Component> components, ContributionOptions? options)
    {
        options ??= new ContributionOptions();
        var variables = new Variables(options);
        var merge = new ContributionMerge();
        var all = Component.InOrder(components);
        if (options.WithDefaultProvider)
            all = [Parse(DefaultProvider, "the platform's own contribution"), .. all];
        foreach (var component in all)
        {
            foreach (var extension in component.Extensions)
                merge.Add(extension, component.File, variables);
        }
        var merged = merge.Result();
        return merged with { Providers = [.. merged.Providers.Select(provider => provider with { Variable = options.Variable })] };
    }

    private static Component Parse(string xml, string name) => ComponentFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)), name);
}
