using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>
/// The properties of the platform's providers on MongoDB as settings of a store of type <c>GridFS</c>. The deployment is described by the connection <c>blobProvider/PROVIDER</c> or <c>default</c>
/// that was contributed (<c>server</c>: a host, several, or a connection string; <c>dbname</c>; <c>ssl</c>), else in the platform's configuration file by <c>nuxeo.mongodb.server</c> and so on;
/// <c>archivolt.mongodb.PROVIDER.server</c> and so on come before both.
/// </summary>
internal static class GridFSProperties
{
    public const string OlderClass = "org.nuxeo.ecm.core.storage.mongodb.GridFSBinaryManager";

    /// <summary>As the platform's documentation spells it.</summary>
    public const string DocumentedClass = "org.nuxeo.ecm.core.storage.mongodb.blob.GridFSBinaryManager";

    public const string NewerClass = "org.nuxeo.ecm.core.storage.mongodb.blob.GridFSBlobProvider";

    private const string Prefix = "nuxeo.gridFS.";

    private static readonly string[] Removed = ["server", "dbname"];

    // A connection string of .NET cannot name certificates.
    private static readonly Dictionary<string, string> JavaStores = new(StringComparer.Ordinal)
    {
        ["truststore"] = "let the operating system trust the certificate of the deployment",
        ["keystore"] = "let a user and a password sign in, as no certificate of a client is sent",
    };

    public static void Translate(PropertyTranslation settings, ContributedProvider provider)
    {
        foreach (var property in Removed.Where(name => provider.Property(name) is { Length: > 0 }))
            throw StoreClasses.Wrong(provider, $"the property '{property}' is no longer used: set nuxeo.mongodb.{property}, or archivolt.mongodb.{provider.Name}.{property} for this provider alone.");
        settings.Set("Type", "GridFS");
        settings.Set("Connection", ConnectionOf(provider));
        settings.Set("Database", Variable(provider, "dbname") ?? "nuxeo");
        foreach (var (store, instead) in JavaStores.Where(store => Variable(provider, $"{store.Key}.path") is not null))
            settings.Ignore(store, $"nuxeo.mongodb.{store}.path, or {ElementOf($"{store}.path")} of the connection, is not read: {instead}");
        foreach (var property in provider.Connection?.Properties ?? [])
            settings.Ignore(property, $"the property '{property}' of the connection '{provider.Connection!.Id}' is one of Java's driver; say the same in the connection string that is its server");
        var isNewer = provider.Class == NewerClass;
        if (Find(provider, "bucket", isNewer) is { } bucket)
            settings.Set("Bucket", bucket);
        settings.Take("bucket", "Bucket");
        settings.Take("namespace", "Namespace");
        if (isNewer)
        {
            settings.Set("Digest", Find(provider, "digest", isNewer) ?? "MD5");
            settings.Take("digest", "Digest");
            CacheProperties.Translate(settings, provider, property => Find(provider, property, isNewer));
            StoreClasses.Name(settings, provider);
            return;
        }
        settings.Set("Digest", "MD5");
        if (provider.Property("digest") is { } digest && !string.Equals(digest, "MD5", StringComparison.OrdinalIgnoreCase))
            settings.Ignore("digest", "the property 'digest' has no effect with this class, which names content by MD5");
        settings.Take("digest", "Digest", _ => null);
    }

    private static string ConnectionOf(ContributedProvider provider)
    {
        var server = Variable(provider, "server")
            ?? throw StoreClasses.Wrong(provider, $"the deployment of MongoDB is not known here: contribute the connection '{ContributedConnection.IdOf(provider.Name)}' with a server, or set nuxeo.mongodb.server, or archivolt.mongodb.{provider.Name}.server for this provider alone.");
        var connection = server.Contains("://", StringComparison.Ordinal) ? server : $"mongodb://{server}";
        if (!string.Equals(Variable(provider, "ssl"), "true", StringComparison.OrdinalIgnoreCase) || connection.Contains("tls=", StringComparison.OrdinalIgnoreCase))
            return connection;
        return connection.Contains('?', StringComparison.Ordinal) ? $"{connection}&tls=true"
            : connection.IndexOf('/', connection.IndexOf("://", StringComparison.Ordinal) + 3) >= 0 ? $"{connection}?tls=true" : $"{connection}/?tls=true";
    }

    private static string? Find(ContributedProvider provider, string property, bool isNewer) =>
        provider.Property(property) ?? (isNewer && provider.Variable($"{Prefix}{property}") is { Length: > 0 } value ? value.Trim() : null);

    private static string? Variable(ContributedProvider provider, string name) =>
        (provider.Variable($"archivolt.mongodb.{provider.Name}.{name}") ?? provider.Connection?.Setting(ElementOf(name)) ?? provider.Variable($"nuxeo.mongodb.{name}")) is { } value
            && value.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static string ElementOf(string name) => name switch
    {
        "truststore.path" => "trustStorePath",
        "keystore.path" => "keyStorePath",
        _ => name,
    };
}
