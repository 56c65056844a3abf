using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Configuration;

namespace Archivolt.S3;

/// <summary>The settings of a provider of type <c>S3</c>: those of every provider, and the properties of <see cref="S3StoreOptions"/> by their names.</summary>
internal sealed class S3StoreSettings(BlobStoreContext context)
{
    public static readonly IReadOnlyList<string> Names =
    [
        .. typeof(S3StoreOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name), "Digest", "Record", "Namespace",
    ];

    private readonly IConfigurationSection _section = context.Section;

    public S3StoreOptions Read()
    {
        var usual = new S3StoreOptions { Bucket = Text("Bucket") ?? throw Missing("Bucket", "give the bucket that holds the content") };
        var options = usual with
        {
            Name = context.Id,
            Prefix = PrefixOf(),
            Depth = Number("Depth", 0, ObjectNames.MaxDepth, usual.Depth),
            Endpoint = Address("Endpoint"),
            Region = Text("Region"),
            AccessKey = Text("AccessKey"),
            SecretKey = Text("SecretKey"),
            SessionToken = Text("SessionToken"),
            PathStyle = Flag("PathStyle"),
            Accelerate = Flag("Accelerate"),
            Proxy = Address("Proxy"),
            Connections = Number("Connections", 1, 10_000, usual.Connections),
            Retries = Number("Retries", 0, 100, usual.Retries),
            ConnectTimeout = Time("ConnectTimeout", usual.ConnectTimeout),
            RequestTimeout = Time("RequestTimeout", usual.RequestTimeout),
            IdleTimeout = Time("IdleTimeout", usual.IdleTimeout),
            PartSize = Number("PartSize", S3StoreOptions.MinPartSize, 1 << 30, usual.PartSize),
            ParallelParts = Number("ParallelParts", 1, 100, usual.ParallelParts),
            CopyPartSize = Number("CopyPartSize", S3StoreOptions.MinPartSize, 5L << 30, usual.CopyPartSize),
            AbandonedAfter = Time("AbandonedAfter", usual.AbandonedAfter),
            ServerEncryption = Choice("ServerEncryption"),
            KmsKey = Text("KmsKey"),
            CustomerKey = Text("CustomerKey"),
            StorageClass = Text("StorageClass"),
            SignUrls = Flag("SignUrls"),
            UrlLifetime = Time("UrlLifetime", usual.UrlLifetime),
            ObjectLock = Flag("ObjectLock"),
            Compliance = Flag("Compliance"),
            Versions = Flag("Versions"),
            ReadOnly = context.Options.ReadOnly || Flag("ReadOnly"),
        };
        if (options.AccessKey is null != options.SecretKey is null)
            throw Missing(options.AccessKey is null ? "AccessKey" : "SecretKey", "AccessKey and SecretKey belong together; leave out both to use the credentials of the environment");
        if (options.SessionToken is not null && options.AccessKey is null)
            throw Missing("AccessKey", "SessionToken belongs to AccessKey and SecretKey");
        if (options.KmsKey is not null && options.ServerEncryption != S3Encryption.Kms)
            throw new BlobException(BlobError.Configuration, $"{_section.Path}:KmsKey has no effect without ServerEncryption set to Kms.");
        if (options.Compliance && !options.ObjectLock)
            throw new BlobException(BlobError.Configuration, $"{_section.Path}:Compliance has no effect without ObjectLock.");
        if (options.ServerEncryption == S3Encryption.CustomerKey != options.CustomerKey is not null)
            throw new BlobException(BlobError.Configuration, $"{_section.Path}: CustomerKey and ServerEncryption set to CustomerKey belong together.");
        if (options.CustomerKey is { } key && !IsKey(key))
            throw new BlobException(BlobError.Configuration, $"{_section.Path}:CustomerKey is not a key; use 32 bytes in base64.");
        if (options.UrlLifetime > TimeSpan.FromDays(7))
            throw context.Wrong("UrlLifetime", "at most seven days");
        return options;
    }

    public bool IsRecord => Flag("Record");

    // A namespace is a folder below the prefix, as on the platform.
    private string PrefixOf()
    {
        var prefix = Text("Prefix") is { } text ? text.EndsWith('/') ? text : $"{text}/" : "";
        if (prefix.StartsWith('/'))
            throw context.Wrong("Prefix", "a prefix that does not begin with /");
        return Text("Namespace") is not { } name ? prefix : name.Contains('/', StringComparison.Ordinal) ? throw context.Wrong("Namespace", "a plain name without slashes") : $"{prefix}{name}/";
    }

    private static bool IsKey(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length == 32;

    private string? Text(string name) => _section[name]?.Trim() is { Length: > 0 } text ? text : null;

    private bool Flag(string name) => Text(name) is { } text && (bool.TryParse(text, out var flag) ? flag : throw context.Wrong(name, "true or false"));

    private int Number(string name, int least, int most, int usual) => (int)Number(name, least, (long)most, usual);

    private long Number(string name, long least, long most, long usual) => Text(name) is not { } text ? usual
        : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw context.Wrong(name, $"a whole number from {least} to {most}");

    private TimeSpan Time(string name, TimeSpan usual) => Text(name) is not { } text ? usual
        : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? time
        : throw context.Wrong(name, "a time such as 00:01:40");

    private S3Encryption Choice(string name) => Text(name) is not { } text ? S3Encryption.None
        : Enum.TryParse<S3Encryption>(text, ignoreCase: true, out var choice) && !char.IsAsciiDigit(text[0]) ? choice
        : throw context.Wrong(name, $"one of {string.Join(", ", Enum.GetNames<S3Encryption>())}");

    private Uri? Address(string name) => Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        // A proxy's address may hold a password.
        : throw new BlobException(BlobError.Configuration, $"{_section.Path}:{name} is not an address; use one such as http://host:8080.");

    private BlobException Missing(string name, string hint) => new(BlobError.Configuration, $"{_section.Path} has no {name}; {hint}.");
}
