using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Azure;

/// <summary>The settings of a provider of type <c>Azure</c>: those of every provider, and the properties of <see cref="AzureStoreOptions"/> by their names.</summary>
internal sealed class AzureStoreSettings(BlobStoreContext context)
{
    public static readonly IReadOnlyList<string> Names =
    [
        .. typeof(AzureStoreOptions).GetProperties().Where(property => property.CanWrite && property.Name != nameof(AzureStoreOptions.Credential)).Select(property => property.Name),
        "Digest", "Record", "Namespace",
    ];

    private readonly IConfigurationSection _section = context.Section;

    public AzureStoreOptions Read()
    {
        var usual = new AzureStoreOptions { Container = Text("Container") ?? throw Missing("Container", "give the container that holds the content") };
        var options = usual with
        {
            Name = context.Id,
            Prefix = PrefixOf(),
            Depth = Number("Depth", 0, ObjectNames.MaxDepth, usual.Depth),
            Account = Text("Account"),
            Endpoint = Address("Endpoint"),
            AccountKey = Text("AccountKey"),
            Sas = Text("Sas")?.TrimStart('?'),
            ClientId = Text("ClientId"),
            CreateContainer = Flag("CreateContainer"),
            Proxy = Address("Proxy"),
            Connections = Number("Connections", 1, 10_000, usual.Connections),
            Retries = Number("Retries", 0, 100, usual.Retries),
            ConnectTimeout = Time("ConnectTimeout", usual.ConnectTimeout),
            RequestTimeout = Time("RequestTimeout", usual.RequestTimeout),
            IdleTimeout = Time("IdleTimeout", usual.IdleTimeout),
            BlockSize = Number("BlockSize", AzureStoreOptions.MinBlockSize, 1 << 30, usual.BlockSize),
            ParallelBlocks = Number("ParallelBlocks", 1, 100, usual.ParallelBlocks),
            CopyBlockSize = Number("CopyBlockSize", AzureStoreOptions.MinBlockSize, AzureStoreOptions.MaxBlockSize, usual.CopyBlockSize),
            AbandonedAfter = Time("AbandonedAfter", usual.AbandonedAfter),
            AccessTier = Text("AccessTier"),
            ContentMd5 = Flag("ContentMd5"),
            SignUrls = Flag("SignUrls"),
            UrlLifetime = Time("UrlLifetime", usual.UrlLifetime),
            Cdn = Address("Cdn"),
            ReadOnly = context.Options.ReadOnly || Flag("ReadOnly"),
        };
        if (options.Account is null && (options.Endpoint is null || options.AccountKey is not null))
            throw Missing("Account", "give the storage account");
        if (options.AccountKey is { } key && !Convert.TryFromBase64String(key, new byte[key.Length], out _))
            throw new BlobException(BlobError.Configuration, $"{_section.Path}:AccountKey is not a key; use the base64 that the portal shows.");
        if (options.Sas is not null && options.AccountKey is not null)
            throw new BlobException(BlobError.Configuration, $"{_section.Path}: AccountKey and Sas exclude each other.");
        if (options.Sas is not null && options.SignUrls)
            throw new BlobException(BlobError.Configuration, $"{_section.Path}:SignUrls has no effect with Sas, which signs no URLs: use AccountKey or an identity.");
        if (options.Cdn is not null && !options.SignUrls)
            throw new BlobException(BlobError.Configuration, $"{_section.Path}:Cdn has no effect without SignUrls.");
        if (options.UrlLifetime > AzureSigner.Longest)
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

    private string? Text(string name) => _section[name]?.Trim() is { Length: > 0 } text ? text : null;

    private bool Flag(string name) => Text(name) is { } text && (bool.TryParse(text, out var flag) ? flag : throw context.Wrong(name, "true or false"));

    private int Number(string name, int least, int most, int usual) => (int)Number(name, least, (long)most, usual);

    private long Number(string name, long least, long most, long usual) => Text(name) is not { } text ? usual
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw context.Wrong(name, $"a whole number from {least} to {most}");

    private TimeSpan Time(string name, TimeSpan usual) => Text(name) is not { } text ? usual
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? time
        : throw context.Wrong(name, "a time such as 00:01:40");

    private Uri? Address(string name) => Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        // A proxy's address may hold a password.
        : throw new BlobException(BlobError.Configuration, $"{_section.Path}:{name} is not an address; use one such as http://host:8080.");

    private BlobException Missing(string name, string hint) => new(BlobError.Configuration, $"{_section.Path} has no {name}; {hint}.");
}
