using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>
/// The properties of the platform's providers on MongoDB as settings of a store of type <c>GridFS</c>. The deployment is described by the connection <c>blobProvider/PROVIDER</c> or <c>default</c>
/// that was contributed (<c>server</c>: a host, several, or a connection string; <c>dbname</c>; <c>ssl</c>; <c>trustStorePath</c>), else in the platform's configuration file by <c>nuxeo.mongodb.server</c> and so on;
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

    public static void Translate(PropertyTranslation settings, ContributedProvider provider)
    {
        foreach (var property in Removed.Where(name => provider.Property(name) is { Length: > 0 }))
            throw StoreClasses.Wrong(provider, $"the property '{property}' is no longer used: set nuxeo.mongodb.{property}, or archivolt.mongodb.{provider.Name}.{property} for this provider alone.");
        settings.Set("Type", "GridFS");
        var connection = ConnectionOf(provider);
        settings.Set("Connection", connection);
        settings.Set("Database", Variable(provider, "dbname") ?? "nuxeo");
        Trust(settings, provider, AsksForTls(connection));
        if (Variable(provider, "keystore.path") is not null)
            settings.Ignore("keystore", "nuxeo.mongodb.keystore.path, or keyStorePath of the connection, is not read: let a user and a password sign in, as no certificate of a client is sent");
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

    private static bool AsksForTls(string connection) =>
        connection.StartsWith("mongodb+srv:", StringComparison.OrdinalIgnoreCase) || connection.Contains("tls=true", StringComparison.OrdinalIgnoreCase) || connection.Contains("ssl=true", StringComparison.OrdinalIgnoreCase);

    private static void Trust(PropertyTranslation settings, ContributedProvider provider, bool asksForTls)
    {
        if (Variable(provider, "truststore.path") is not { } path)
            return;
        if (!asksForTls)
        {
            settings.Ignore("truststore", "nuxeo.mongodb.truststore.path, or trustStorePath of the connection, has no effect: the connection to MongoDB is not encrypted", isHarmless: true);
            return;
        }
        settings.Set("TrustedCertificates", path);
        if (Variable(provider, "truststore.password") is { } password)
            settings.Set("TrustedCertificatesPassword", password);
    }

    private static string? Find(ContributedProvider provider, string property, bool isNewer) =>
        provider.Property(property) ?? (isNewer && provider.Variable($"{Prefix}{property}") is { Length: > 0 } value ? value.Trim() : null);

    private static string? Variable(ContributedProvider provider, string name) =>
        (provider.Variable($"archivolt.mongodb.{provider.Name}.{name}") ?? provider.Connection?.Setting(ElementOf(name)) ?? provider.Variable($"nuxeo.mongodb.{name}")) is { } value
            && value.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static string ElementOf(string name) => name switch
    {
        "truststore.path" => "trustStorePath",
        "truststore.password" => "trustStorePassword",
        "keystore.path" => "keyStorePath",
        _ => name,
    };
}
