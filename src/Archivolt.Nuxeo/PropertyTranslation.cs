using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>Settings made of the properties of a provider, and what became of the others.</summary>
internal sealed class PropertyTranslation(ContributedProvider provider)
{
    // Read by the platform's base class; they change nothing for the stores that are here.
    private static readonly HashSet<string> Harmless =
        ["transient", "transactional", "allowByteRange", "createFromKey.users", "createFromKey.groups"];

    private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IgnoredProperty> _ignored = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public StoreSettings Result() => new(_settings, _ignored);

    public void Set(string setting, string value) => _settings[setting] = value;

    public void Take(string property, string setting, Func<string, string?>? translate = null)
    {
        _taken.Add(property);
        if (provider.Property(property) is { } value && (translate is null ? value : translate(value)) is { } translated)
            _settings.TryAdd(setting, translated);
    }

    public void Ignore(string property, string reason, bool isHarmless = false) => _ignored.Add(new IgnoredProperty(property, reason, isHarmless));

    public void IgnoreOthers()
    {
        foreach (var property in provider.Properties.Keys.Where(name => provider.Property(name) is not null && !_taken.Contains(name)))
        {
            var isHarmless = Harmless.Contains(property);
            Ignore(property, isHarmless
                ? $"the property '{property}' makes no difference to the stores here"
                : $"the property '{property}' has no counterpart in a store of type {_settings["Type"]}", isHarmless);
        }
    }
}
