using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Configuration;

/// <summary>
/// A provider added in code: the settings that its section would hold, and the objects that no setting can name, each under the path of the
/// setting it stands for.
/// </summary>
internal sealed class ProviderDescription(string id)
{
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, object> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Path of its section.</summary>
    public string Section { get; } = $"{ArchivoltOptions.ProvidersSection}:{id}";

    /// <summary>Sets what the configuration would hold under a path.</summary>
    public void Set(string path, string value) => _settings[path] = value;

    /// <summary>Gives an object in place of a setting.</summary>
    public void Give(string path, object value)
    {
        _settings[path] = "(in code)";
        _given[path] = value;
    }

    /// <summary>The object given under a path; null where there is none.</summary>
    public T? Given<T>(string path) where T : class => _given.GetValueOrDefault(path) as T;

    /// <summary>True when an object stands under a path.</summary>
    public bool Has(string path) => _given.ContainsKey(path);

    /// <summary>What its store is opened from.</summary>
    public BlobStoreContext ToContext(ArchivoltOptions options, IServiceProvider services) => new(
        id, new ConfigurationBuilder().AddInMemoryCollection(_settings).Build().GetSection(Section), options, services)
    {
        Objects = _given,
    };
}
