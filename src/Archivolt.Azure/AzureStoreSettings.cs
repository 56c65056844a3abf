using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores.Kit;

namespace Archivolt.Azure;

/// <summary>The settings of a provider of type <c>Azure</c>: those of every provider, and the properties of <see cref="AzureStoreOptions"/> by their names.</summary>
internal sealed class AzureStoreSettings(BlobStoreContext context)
{
    public static readonly IReadOnlyList<string> Names =
    [
        .. typeof(AzureStoreOptions).GetProperties()
            .Where(property => property.CanWrite && property.Name is not (nameof(AzureStoreOptions.Name) or nameof(AzureStoreOptions.Credential))).Select(property => property.Name),
        "Digest", "Record", "Namespace",
    ];

    public AzureStoreOptions Read()
    {
        var usual = new AzureStoreOptions { Container = context.RequiredText("Container", "give the container that holds the content") };
        var options = usual with
        {
            Name = context.Id,
            Prefix = context.ObjectPrefix(),
            Depth = context.Number("Depth", 0, ObjectNames.MaxDepth, usual.Depth),
            Account = context.Text("Account"),
            Endpoint = context.Address("Endpoint"),
            AccountKey = context.Text("AccountKey"),
            Sas = context.Text("Sas")?.TrimStart('?'),
            ClientId = context.Text("ClientId"),
            CreateContainer = context.Flag("CreateContainer"),
            Proxy = context.Address("Proxy"),
            Connections = context.Number("Connections", 1, 10_000, usual.Connections),
            Retries = context.Number("Retries", 0, 100, usual.Retries),
            ConnectTimeout = context.Time("ConnectTimeout", usual.ConnectTimeout),
            RequestTimeout = context.Time("RequestTimeout", usual.RequestTimeout),
            IdleTimeout = context.Time("IdleTimeout", usual.IdleTimeout),
            BlockSize = context.Number("BlockSize", AzureStoreOptions.MinBlockSize, 1 << 30, usual.BlockSize),
            ParallelBlocks = context.Number("ParallelBlocks", 1, 100, usual.ParallelBlocks),
            CopyBlockSize = context.Number("CopyBlockSize", AzureStoreOptions.MinBlockSize, AzureStoreOptions.MaxBlockSize, usual.CopyBlockSize),
            AbandonedAfter = context.Time("AbandonedAfter", usual.AbandonedAfter),
            AccessTier = context.Text("AccessTier"),
            ContentMd5 = context.Flag("ContentMd5"),
            SignUrls = context.Flag("SignUrls"),
            UrlLifetime = context.Time("UrlLifetime", usual.UrlLifetime),
            Cdn = context.Address("Cdn"),
            ReadOnly = context.Options.ReadOnly || context.Flag("ReadOnly"),
        };
        if (options.Account is null && (options.Endpoint is null || options.AccountKey is not null))
            throw context.Missing("Account", "give the storage account");
        if (options.AccountKey is { } key && !Convert.TryFromBase64String(key, new byte[key.Length], out _))
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:AccountKey is not a key; use the base64 that the portal shows.");
        if (options.Sas is not null && options.AccountKey is not null)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}: AccountKey and Sas exclude each other.");
        if (options.Sas is not null && options.SignUrls)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:SignUrls has no effect with Sas, which signs no URLs: use AccountKey or an identity.");
        if (options.Cdn is not null && !options.SignUrls)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:Cdn has no effect without SignUrls.");
        if (options.UrlLifetime > AzureSigner.Longest)
            throw context.Wrong("UrlLifetime", "at most seven days");
        return options;
    }
}
