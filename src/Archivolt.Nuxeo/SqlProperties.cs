using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>
/// The properties of the platform's SQL binary manager as settings of a store of type <c>Sql</c>, which reads the platform's table in place. What the platform calls a data
/// source is described in its configuration file by <c>archivolt.datasource.NAME.system</c>, <c>.connection</c> and <c>.passwordFile</c>.
/// </summary>
internal static class SqlProperties
{
    public const string Class = "org.nuxeo.ecm.core.storage.sql.SQLBinaryManager";

    private static readonly string[] Properties = ["datasource", "table", "cacheSize", "cachesize", "key", "digest", "namespace"];

    public static void Translate(PropertyTranslation settings, ContributedProvider provider)
    {
        var packed = provider.Property("key") is { } key ? Unpack(key) : null;
        var source = Needed("datasource");
        var table = Needed("table");
        if (provider.Property("namespace") is { Length: > 0 })
            throw StoreClasses.Wrong(provider, "Namespaces not implemented: leave out the property 'namespace'.");
        var prefix = $"archivolt.datasource.{source}";
        settings.Set("Type", "Sql");
        settings.Set("Platform", "true");
        settings.Set("Table", table);
        settings.Set("System", Variable("system", "Sqlite, PostgreSql or MySql"));
        settings.Set("Connection", Variable("connection", "the connection string of the .NET driver"));
        if (provider.Variable($"{prefix}.passwordFile") is { Length: > 0 } file)
            settings.Set("PasswordFile", file);
        settings.Set("Digest", provider.Property("digest") ?? "MD5");
        foreach (var property in Properties)
            settings.Take(property, "Table", _ => null);
        settings.Ignore("table", "the table is read and not written: migrate its content to another provider to store more", isHarmless: true);

        string Needed(string property) => (packed is null ? provider.Property(property) : packed.GetValueOrDefault(property)) is { Length: > 0 } value
            ? value
            : throw StoreClasses.Wrong(provider, $"Missing {property} in binaryManager configuration: set the property '{property}'.");

        string Variable(string name, string hint) => provider.Variable($"{prefix}.{name}") is { Length: > 0 } value
            ? value.Trim()
            : throw StoreClasses.Wrong(provider, $"the data source '{source}' is not known here: set {prefix}.{name} to {hint}.");
    }

    private static Dictionary<string, string> Unpack(string key) => key.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).GroupBy(pair => pair[0], StringComparer.Ordinal)
        .ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1], StringComparer.Ordinal);
}
