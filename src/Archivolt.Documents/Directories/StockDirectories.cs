namespace Archivolt.Documents.Directories;

/// <summary>The directories that every installation has.</summary>
public static class StockDirectories
{
    /// <summary>The directory of applications that people may let act for them (OAuth 2).</summary>
    public const string OAuth2Clients = "oauth2Clients";

    /// <summary>The directory of what applications may do for people. Its entries come from sign-ins only; deleting one takes the tokens away.</summary>
    public const string OAuth2Tokens = "oauth2Tokens";

    /// <summary>The column with an application's secret, which is stored as a hash and never shown.</summary>
    public const string ClientSecret = "clientSecret";

    /// <summary>The column with the addresses that an application is answered at, with commas between them.</summary>
    public const string RedirectUris = "redirectURIs";

    private const string Labels = "label.directories.nature.";

    /// <summary>The directories.</summary>
    public static IReadOnlyList<DirectoryDefinition> All { get; } =
    [
        new("nature", ["id", "label", "obsolete", "ordering"]),
        new(OAuth2Clients, ["id", "name", "clientId", ClientSecret, RedirectUris, "autoGrant", "enabled"])
        {
            NumbersEntries = true,
            IsConfidential = true,
            SecretColumn = ClientSecret,
            UniqueColumn = "clientId",
        },
        new(OAuth2Tokens, ["id", "serviceName", "nuxeoLogin", "clientId", "creationDate", "isShared", "sharedWith", "serviceLogin"])
        {
            NumbersEntries = true,
            IsConfidential = true,
        },
    ];

    /// <summary>Entries that a directory has from its first start.</summary>
    public static IEnumerable<DirectoryEntry> EntriesOf(DirectoryDefinition directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.Name == "nature" ? Natures.Select(Nature) : [];
    }

    private static string[] Natures =>
    [
        "acknowledgement", "agreement", "article", "booklet", "certificate", "circular", "contract", "invoice", "letter", "memo", "minutes", "note",
        "order", "press-review", "procedure", "report", "request", "specification", "study",
    ];

    private static DirectoryEntry Nature(string id) => new(id, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = id,
        ["label"] = Labels + id,
        ["obsolete"] = "0",
        ["ordering"] = "10000000",
    });
}
