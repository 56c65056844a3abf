using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.OAuth2;
using Archivolt.AspNetCore.OpenId;
using Archivolt.Azure;
using Archivolt.Cmis;
using Archivolt.Documents;
using Archivolt.Documents.Collection;
using Archivolt.Documents.ColdStorage;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Records;
using Archivolt.Documents.Renditions;
using Archivolt.Documents.Sql;
using Archivolt.Documents.Uploads;
using Archivolt.GridFS;
using Archivolt.Integrity;
using Archivolt.Layers.Caching;
using Archivolt.Layers.Resilience;
using Archivolt.Rclone;
using Archivolt.Renditions;
using Archivolt.S3;
using Archivolt.Server;
using Archivolt.Sql;
using Archivolt.Stores.Files;
using Archivolt.WebConsole;
using Archivolt.WebDav;

namespace Archivolt.AspNetCore.Tests.Settings;

/// <summary>The chapters of <c>docs/settings.md</c>, in their order.</summary>
internal static class SettingsTables
{
    private const string Providers = "Archivolt:Providers:ID";

    private static readonly (string, string, string) Digest = ("Digest", "SHA-256", "The digest that names content: `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`. What is stored keeps its name.");
    private static readonly (string, string, string) Record = ("Record", "false", "True for a store of records: content is named after its document, the same as `KeyStrategy` set to `document`.");
    private static readonly (string, string, string) Namespace = ("Namespace", "", "A folder of its own beside those of other providers in the same place.");
    private static readonly (string, string, string) PasswordFile = ("PasswordFile", "", "A file that holds the password, so that it stands in no configuration.");

    // Of every provider, whatever its type.
    private static readonly string[] OfEvery = ["Type", "KeyStrategy", "PreventUserUpdate", "MaxLength", "Resilience", "Cache", "Mirror", "MigrateFrom", "Cold", "Retention", "Encryption"];

    public static IReadOnlyList<SettingsTable> All { get; } =
    [
        new("Archivolt", "The server", typeof(ArchivoltOptions), typeof(HttpOptions), typeof(DocumentOptions), typeof(SqlDocumentsOptions))
        {
            NotSet = ["AllowMissingContent", "MaxPathLength", "MaxPropertiesLength", "PasswordCacheLifetime", "PasswordRounds"],
            Others =
            [
                ("AdminPassword", "", "Password of the user `Administrator` who is made at the first start; without it one is made and shown once. Later starts ignore it."),
                ("Contributions", "", "XML contributions of the platform: a file or a folder of them, relative to the data home."),
                ("Variables", "", "Values of variables such as `${name}` in those contributions: a section with their names."),
                ("VariablesFile", "", "A file of such values, like `nuxeo.conf`."),
                ("Dispatch", "", "Rules that choose a provider: see README, Rules choose the provider."),
                ("Providers", "", "Where content is kept, see below; without any it is the directory `binaries` in the data home."),
                ("LinkedFiles", "", "Vendors whose files documents may hold: see linked.md."),
            ],
        },
        new(Providers, "Every provider")
        {
            Introduction = "A provider is a store with a name, `ID`, and layers over it. Each setting of its type stands beside these; each layer is a section.",
            Others =
            [
                ("Type", "File", "The kind of store: `File`, `Folder`, `Memory`, `S3`, `Azure`, `Sql`, `GridFS` or `Rclone`."),
                ("KeyStrategy", "digest", "What names content: `digest`, `managed` (a digest, or a key that was given) or `document`."),
                ("PreventUserUpdate", "false", "True to refuse that people replace content here; true for `Folder` unless said."),
                ("MaxLength", "", "The longest content, in bytes."),
            ],
        },
        new(Providers, "Files in a directory of the store's own (Type File)", typeof(FileStoreOptions))
        {
            NotSet = ["Name", "LeftoverGrace", "ResumableLifetime", "Disk", "TimeProvider"],
            Others =
            [
                ("Path", "binaries", "The directory, in the data home unless absolute."), Record,
                ("Namespace", "", "Makes the directory another one beside `Path`: `binaries_NAMESPACE`."),
                ("Depth", "2", "With `SubDirectories`, how many levels of directories content is spread over, 0 to 16."),
                ("Layout", "SubDirectories", "`SubDirectories`, `Flat` (one directory), or `Shortened` (one directory, each file named after the SHA-512 of its key, for keys of any length; cannot be listed). Where content is not named by digests it is `Flat` unless said."),
            ],
        },
        new(Providers, "Files of somebody else in a directory (Type Folder)")
        {
            Others = [("Root", "", "The directory, which must be there. Nothing in it is ever changed."), ("Path", "", "The same as `Root`.")],
        },
        new(Providers, "In memory (Type Memory)") { Introduction = "For tests: it is gone with the process.", Others = [Digest] },
        new(Providers, "A bucket of S3 (Type S3)", typeof(S3StoreOptions)) { NotSet = ["Name"], Others = [Digest, Record, Namespace] },
        new(Providers, "A container of Azure (Type Azure)", typeof(AzureStoreOptions)) { NotSet = ["Name", "Credential"], Others = [Digest, Record, Namespace] },
        new(Providers, "A table (Type Sql)", typeof(SqlStoreOptions)) { NotSet = ["Name"], Others = [Digest, PasswordFile] },
        new(Providers, "A bucket of GridFS in MongoDB (Type GridFS)", typeof(GridFSStoreOptions))
        {
            NotSet = ["Name"],
            Others =
            [
                Digest, Record, PasswordFile,
                ("Bucket", "ID.fs", "The bucket: the collections `BUCKET.files` and `BUCKET.chunks`."),
                ("Namespace", "", "A part of the bucket's name that keeps it apart from those of other providers."),
            ],
        },
        new(Providers, "Wherever rclone reaches (Type Rclone)", typeof(RcloneStoreOptions)) { NotSet = ["Name"], Others = [Digest, Record, Namespace, PasswordFile] },
        new($"{Providers}:Encryption", "Layer: encryption")
        {
            Introduction = "See encryption.md.",
            Others =
            [
                ("PasswordFile", "", "A file that holds the password."),
                ("PasswordEnvironment", "", "The environment variable that holds it."),
                ("Password", "", "The password itself; warns, since configurations are copied about."),
                ("PasswordId", "", "What the keyring calls the password."),
                ("KeyFile", "", "A file that holds a key of 256 bits, as 64 hexadecimal digits or in Base64."),
                ("KeyEnvironment", "", "The environment variable that holds it."),
                ("Keystore", "", "A key in a Java keystore: a section with `File`, `Type` (`PKCS12` or `JCEKS`), `Alias`, `PasswordFile` or `PasswordEnvironment`, and the same with `Key` in front where the key has a password of its own."),
                ("OpaqueKeys", "false", "True to name content by a keyed digest, so that names tell nothing of it."),
                ("Format", "", "Another format than Archivolt's own, such as that of the platform."),
                ("Former", "", "The format that the store is leaving: a section with its `Format`, or with `none` for content in clear."),
            ],
        },
        new($"{Providers}:Cache", "Layer: cache", typeof(CacheOptions)),
        new($"{Providers}:Resilience", "Layer: retries", typeof(ResilienceOptions)) { NotSet = ["FailureRatio", "FewestRequests", "SamplingTime"] },
        new($"{Providers}:Mirror", "Layer: a second copy")
        {
            Introduction = "The section describes a store like a provider, with its own `Type` and settings.",
            Others = [("Writes", "All", "When a write is done: with `All` copies, or with `Any` of them; what is missing is repaired later.")],
        },
        new($"{Providers}:Cold", "Layer: cold storage")
        {
            Introduction = "For stores without cold storage of their own.",
            Others = [("Path", "", "The directory that remembers what is archived; `cold` in the store's own unless said."), ("RestoreDelay", "00:00:00", "How long it takes until content that is fetched back can be read.")],
        },
        new(ScrubOptions.Section, "Job: scrub", typeof(ScrubOptions)),
        new(CollectionOptions.Section, "Job: collection", typeof(CollectionOptions)),
        new(MoveOptions.Section, "Job: moves", typeof(MoveOptions)),
        new(TieringOptions.Section, "Job: tiering", typeof(TieringOptions)),
        new(UploadOptions.Section, "Uploads", typeof(UploadOptions)),
        new(RecordOptions.Section, "Records", typeof(RecordOptions)),
        new(ColdStorageOptions.Section, "Cold storage", typeof(ColdStorageOptions)),
        new(RenditionOptions.Section, "Renditions", typeof(RenditionOptions)),
        new(RenditionsAheadOptions.Section, "Job: renditions ahead", typeof(RenditionsAheadOptions)),
        new(LinkedAccountOptions.Section, "Linked accounts", typeof(LinkedAccountOptions)),
        new(ConnectionOptions.Section, "Connections", typeof(ConnectionOptions)),
        new(OffloadOptions.Section, "Downloads by a web server in front", typeof(OffloadOptions)),
        new(OAuth2Options.Section, "Tokens of other servers", typeof(OAuth2Options)),
        new(OpenIdConnectOptions.Section, "Signing in elsewhere", typeof(OpenIdConnectOptions)) { Introduction = "See openid-connect.md." },
        new(ConsoleOptions.Section, "Console", typeof(ConsoleOptions)),
        new(WebDavOptions.Section, "WebDAV", typeof(WebDavOptions)),
        new(CmisOptions.Section, "CMIS", typeof(CmisOptions)),
        new(TelemetryOptions.Section, "Telemetry", typeof(TelemetryOptions)),
    ];

    /// <summary>The whole page.</summary>
    public static string Text => $"""
        # Settings

        Settings stand in the configuration as ASP.NET Core reads it: a JSON file (`--config FILE`), environment variables (`Archivolt__Scrub__Every`), arguments (`--Archivolt:Scrub:Every 7.00:00:00`).
        Times are `[days.]hours:minutes:seconds`, lengths bytes, lists numbered (`Archivolt:Repositories:0`). To have what a text calls null, leave the setting out. A name that is none of
        these is refused at start, with the nearest one that is. Values of an enumeration are listed behind its text.

        {string.Join('\n', All)}
        """.ReplaceLineEndings("\n").TrimEnd() + "\n";

    /// <summary>The type of store that a table is about.</summary>
    public static string? TypeOf(SettingsTable table) =>
        table.Title.Split("(Type ") is [_, var type] ? type.TrimEnd(')') : table.Path.StartsWith(Providers, StringComparison.Ordinal) ? "File" : null;

    /// <summary>What its section takes besides, which other tables have.</summary>
    public static IEnumerable<string> Others(SettingsTable table) =>
        table.Title == "Every provider" ? All.First(other => TypeOf(other) == "File" && other != table).Names.Concat(OfEvery.Skip(4))
        : table.Path == $"{Providers}:Mirror" ? All.First(other => TypeOf(other) == "File" && other.Path == Providers && other.Title != "Every provider").Names.Concat(OfEvery)
        : table.Path == Providers ? OfEvery
        : table.Path == "Archivolt" ? All.Select(other => other.Path).Where(path => path.StartsWith("Archivolt:", StringComparison.Ordinal) && path.Count(each => each == ':') == 1).Select(path => path[10..])
        : [];
}
