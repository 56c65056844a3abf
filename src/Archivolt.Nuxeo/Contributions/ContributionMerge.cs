using System.Xml.Linq;
using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Nuxeo.Contributions;

/// <summary>
/// Merges contributions in the order in which they come. A provider contributed again keeps what the later contribution does not say; a
/// dispatcher contributed again replaces the earlier one unless it says <c>merge="true"</c>.
/// </summary>
internal sealed class ContributionMerge
{
    private const string BlobManager = "org.nuxeo.ecm.core.blob.BlobManager";
    private const string DocumentBlobManager = "org.nuxeo.ecm.core.blob.DocumentBlobManager";
    private const string DownloadService = "org.nuxeo.ecm.core.io.download.DownloadService";
    private const string JavaScript = "JavaScript";
    private const string DefaultProviderClass = "org.nuxeo.ecm.core.blob.LocalBlobProvider";

    private readonly OrderedDictionary<string, ContributedProvider> _providers = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, (string Language, string? Script, SourceLine Where)> _permissions = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, ContributedConnection> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContributedService> _services = new(StringComparer.Ordinal);
    private readonly List<string> _notices = [];
    private ContributedDispatcher? _dispatcher;

    public ContributionSet Result() => new([.. _providers.Values.Select(provider => provider with { Connection = ConnectionOf(provider.Name), Service = _services.GetValueOrDefault(provider.Name) })], _dispatcher, _notices)
    {
        Permissions = [.. _permissions.Select(permission => ResultOf(permission.Key, permission.Value))],
    };

    public void Add(XElement extension, string file, Variables variables)
    {
        var target = (string?)extension.Attribute("target");
        if (target is DownloadService && (string?)extension.Attribute("point") is "permissions")
        {
            foreach (var element in extension.Elements("permission"))
                AddPermission(element, file);
            return;
        }
        if (target is ContributedConnection.Target && (string?)extension.Attribute("point") is ContributedConnection.Point)
        {
            variables.FillIn(extension, file);
            foreach (var element in extension.Elements("connection"))
                AddConnection(element, file);
            return;
        }
        if (target is ContributedService.Target && (string?)extension.Attribute("point") is ContributedService.Point)
        {
            variables.FillIn(extension, file);
            foreach (var element in extension.Elements("provider"))
                AddService(element, file);
            return;
        }
        if (target is not (BlobManager or DocumentBlobManager))
            return;
        if ((string?)extension.Attribute("point") is not "configuration")
            throw Wrong(extension, file, $"the target {target} has the point 'configuration' only");
        variables.FillIn(extension, file);
        foreach (var element in extension.Elements())
        {
            switch (element.Name.LocalName)
            {
                case "blobprovider" when target is BlobManager:
                    AddProvider(element, file);
                    break;
                case "blobdispatcher":
                    if (target is BlobManager)
                    {
                        _notices.Add(
                            $"{element.LineOf(file)}: <blobdispatcher> belongs to the target {DocumentBlobManager} now.");
                    }
                    AddDispatcher(element, file);
                    break;
                case "documentation":
                    break;
                default:
                    _notices.Add($"{element.LineOf(file)}: <{element.Name.LocalName}> says nothing here and is passed over.");
                    break;
            }
        }
    }

    private void AddProvider(XElement element, string file)
    {
        if ((string?)element.Attribute("name") is not { Length: > 0 } name)
            throw Wrong(element, file, "<blobprovider> needs a name, like <blobprovider name=\"default\">");
        var earlier = _providers.GetValueOrDefault(name);
        var properties = new Dictionary<string, string>(earlier?.Properties ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (property, value, _) in Properties(element, file))
            properties[property] = value;
        var @class = ClassOf(element);
        var where = @class is null && earlier is not null ? earlier.Where : (element.Element("class") ?? element).LineOf(file);
        _providers[name] = new ContributedProvider(name, @class ?? earlier?.Class ?? DefaultProviderClass, properties, where);
    }

    // What a later contribution does not say stays.
    private void AddConnection(XElement element, string file)
    {
        if ((string?)element.Attribute("id") is not { Length: > 0 } id)
            throw Wrong(element, file, "<connection> needs an id, like <connection id=\"default\">");
        var earlier = _connections.GetValueOrDefault(id);
        var settings = new Dictionary<string, string>(earlier?.Settings ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var setting in element.Elements().Where(setting => setting.Name.LocalName != "property"))
            settings[setting.Name.LocalName] = setting.Value.Trim();
        string[] properties = [.. earlier?.Properties ?? [], .. Properties(element, file).Select(property => property.Name)];
        _connections[id] = new ContributedConnection(id, settings, [.. properties.Distinct(StringComparer.Ordinal)], element.LineOf(file));
    }

    private void AddService(XElement element, string file)
    {
        if (element.Element("name")?.Value.Trim() is not { Length: > 0 } name)
            throw Wrong(element, file, "<provider> needs a name, like <name>googledrive</name>");
        var earlier = _services.GetValueOrDefault(name);
        var settings = new Dictionary<string, string>(earlier?.Settings ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var setting in element.Elements().Where(setting => setting.Name.LocalName is not ("scope" or "name")))
            settings[setting.Name.LocalName] = setting.Value.Trim();
        string[] scopes = [.. element.Elements("scope").Select(scope => scope.Value.Trim()).Where(scope => scope.Length > 0)];
        var enabled = (string?)element.Attribute("enabled") is { Length: > 0 } text ? string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) : earlier?.IsEnabled;
        _services[name] = new ContributedService(name, settings, scopes.Length > 0 ? scopes : earlier?.Scopes ?? [], enabled, element.LineOf(file));
    }

    // The platform compares letter by letter, and its own template writes BlobProvider: what that names was never used.
    private ContributedConnection? ConnectionOf(string provider)
    {
        var id = ContributedConnection.IdOf(provider);
        var found = _connections.GetValueOrDefault(id) ?? _connections.GetValueOrDefault(ContributedConnection.Default);
        if (found?.Id != id && _connections.Values.FirstOrDefault(connection => string.Equals(connection.Id, id, StringComparison.OrdinalIgnoreCase)) is { } misspelt)
        {
            _notices.Add($"{misspelt.Where}: the connection '{misspelt.Id}' is not that of the provider '{provider}', which is called '{id}' in this letter case; the platform and Archivolt "
                + "use the connection 'default'.");
        }
        return found;
    }

    // Language and script are replaced each by itself. Variables are not filled in: '${' is JavaScript.
    private void AddPermission(XElement element, string file)
    {
        if ((string?)element.Attribute("name") is not { Length: > 0 } name)
            throw Wrong(element, file, "<permission> needs a name, like <permission name=\"no-interns\">");
        var script = element.Element("script");
        var earlier = _permissions.GetValueOrDefault(name, (JavaScript, null, element.LineOf(file)));
        _permissions[name] = (
            (string?)script?.Attribute("language") ?? earlier.Language,
            script?.Value is { } text && !string.IsNullOrWhiteSpace(text) ? text : earlier.Script,
            (script ?? element).LineOf(file));
    }

    private static ContributedPermission ResultOf(string name, (string Language, string? Script, SourceLine Where) permission)
    {
        if (permission.Script is not { } script)
            throw new BlobException(BlobError.Configuration, $"{permission.Where}: the download permission '{name}' has no <script>.");
        return permission.Language.ToUpperInvariant() is "JAVASCRIPT" or "JS" or "ECMASCRIPT" or "NASHORN"
            ? new ContributedPermission(name, script, permission.Where)
            : throw new BlobException(BlobError.Configuration, $"{permission.Where}: the download permission '{name}' is written in {permission.Language}; rewrite it in JavaScript.");
    }

    private void AddDispatcher(XElement element, string file)
    {
        var @class = ClassOf(element) ?? ContributedDispatcher.DefaultClass;
        var rules = Properties(element, file)
            .Select(property => new DispatchRule(property.Name, property.Value, property.Where.ToString()))
            .ToList();
        if (_dispatcher is { } earlier && string.Equals((string?)element.Attribute("merge"), "true", StringComparison.OrdinalIgnoreCase))
        {
            if (earlier.Class != @class)
                throw Wrong(element, file, $"Can not merge blob dispatcher with different class: class {earlier.Class} and class {@class}");
            rules = Merged(earlier.Rules, rules);
        }
        _dispatcher = new ContributedDispatcher(@class, rules, element.LineOf(file));
    }

    // A rule that is there already keeps its place.
    private static List<DispatchRule> Merged(IReadOnlyList<DispatchRule> earlier, List<DispatchRule> later)
    {
        var rules = earlier.ToList();
        foreach (var rule in later)
        {
            var place = rules.FindIndex(0, earlier.Count, known => known.When == rule.When);
            if (place < 0)
                rules.Add(rule);
            else
                rules[place] = rule;
        }
        return rules;
    }

    private static IEnumerable<(string Name, string Value, SourceLine Where)> Properties(XElement element, string file) =>
        element.Elements("property").Select(property => (string?)property.Attribute("name") is { } name
            ? (name, property.Value.Trim(), property.LineOf(file))
            : throw Wrong(property, file, "<property> needs a name, like <property name=\"path\">binaries</property>"));

    private static string? ClassOf(XElement element) => element.Element("class")?.Value.Trim() is { Length: > 0 } name ? name : null;

    private static BlobException Wrong(XElement element, string file, string problem) =>
        new(BlobError.Configuration, $"{element.LineOf(file)}: {problem}.");
}
