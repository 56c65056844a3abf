using Azure.Core;

namespace Archivolt.Azure;

/// <summary>How a store in a container of Azure Blob Storage is opened.</summary>
public sealed record AzureStoreOptions
{
    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>What the names of all blobs begin with; a <c>/</c> is added where it has none at its end. Empty for the whole container.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What messages call the store; null for the container's name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Folders of two characters above each blob, as in <c>ac/bd/acbd18db…</c>; 0 to 16. Keys then have at least that many characters and no <c>/</c>.
    /// </summary>
    public int Depth { get; init; }

    /// <summary>The storage account; it may be left out where <see cref="Endpoint"/> and no <see cref="AccountKey"/> is given.</summary>
    public string? Account { get; init; }

    /// <summary>Address of the blob service; null for <c>https://ACCOUNT.blob.core.windows.net</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The account's key; null for <see cref="Sas"/>, <see cref="Credential"/>, or the identity of the environment, managed identities included.</summary>
    public string? AccountKey { get; init; }

    /// <summary>A shared access signature for the container or the account, without a question mark. Such a store signs no URLs.</summary>
    public string? Sas { get; init; }

    /// <summary>The client id of a managed identity that the administrator assigned; null for the machine's own.</summary>
    public string? ClientId { get; init; }

    /// <summary>Another way to log in to Microsoft Entra ID; null for the usual one.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>True to create the container where there is none.</summary>
    public bool CreateContainer { get; init; }

    /// <summary>The HTTP proxy on the way, such as <c>http://proxy:3128</c>; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Most connections to the server at once.</summary>
    public int Connections { get; init; } = 50;

    /// <summary>How often a request that failed in passing is made again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take until its answer begins, such as the upload of one block.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a download may stand still.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>
    /// Bytes of one block of an upload. Content that fits into one block is kept in memory and sent in one request; larger blocks follow after every
    /// five thousand, since a blob has at most 50,000.
    /// </summary>
    public int BlockSize { get; init; } = 8 << 20;

    /// <summary>Blocks of one upload or copy that are on the way at once; an upload needs memory for one more.</summary>
    public int ParallelBlocks { get; init; } = 4;

    /// <summary>Bytes that the server copies in one request.</summary>
    public long CopyBlockSize { get; init; } = 64 << 20;

    /// <summary>After what time unfinished uploads count as abandoned and are cleared away.</summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The access tier of new blobs, such as <c>Cool</c>; null for the account's default.</summary>
    public string? AccessTier { get; init; }

    /// <summary>
    /// True to store the MD5 of all content with it, also of content that goes up in blocks. The platform reads nothing without, and anything only where its
    /// keys are MD5.
    /// </summary>
    public bool ContentMd5 { get; init; }

    /// <summary>True to let clients read and write the container directly, by signed URLs.</summary>
    public bool SignUrls { get; init; }

    /// <summary>How long a signed URL works where the request says nothing; at most seven days.</summary>
    public TimeSpan UrlLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Address of a content delivery network in front of the account, such as <c>https://content.azureedge.net</c>, to which signed URLs for reading lead; null for none. It must map its paths to the
    /// account's one to one and forward the query, which holds the signature.
    /// </summary>
    public Uri? Cdn { get; init; }

    /// <summary>True to refuse every write and deletion.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Container and prefix; no credentials.</summary>
    public override string ToString() => $"{Container}/{Prefix}";

    /// <summary>The address of the blob service.</summary>
    internal Uri Service => Endpoint ?? new Uri($"https://{Account}.blob.core.windows.net");

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Container);
        if (Endpoint is null || AccountKey is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(Account);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockSize, MinBlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(CopyBlockSize, MinBlockSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CopyBlockSize, MaxBlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(ParallelBlocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Connections, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Retries);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(UrlLifetime, TimeSpan.Zero);
    }

    internal const int MinBlockSize = 64 << 10;
    internal const long MaxBlockSize = 4000L << 20;
}
