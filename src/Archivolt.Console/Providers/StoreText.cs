using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Providers;

/// <summary>What layers and stores do, in words.</summary>
internal static class StoreText
{
    private static readonly Dictionary<string, string> Layers = new(StringComparer.Ordinal)
    {
        ["Retained"] = Phrase.Key("Content under retention or legal hold is neither replaced nor deleted."),
        ["Cold"] = Phrase.Key("What is archived is not read before a restore was asked for and its delay is over."),
        ["Migrating"] = Phrase.Key("Two stores as one, while content goes from the old store to the new one."),
        ["Mirrored"] = Phrase.Key("Every content is kept in each of these stores; a bad copy is healed from a good one."),
        ["FormatTransition"] = Phrase.Key("Also reads what is not in the present encryption yet, until it is written again."),
        ["Encrypted"] = Phrase.Key("What goes below is encrypted. Content that was changed there is refused before any wrong byte is handed out."),
        ["NuxeoEncrypted"] = Phrase.Key("What goes below is in the encrypted form NUXEOCRYPT, so that an existing store is read and extended in place."),
        ["Cached"] = Phrase.Key("What is read is kept near, on this server's disk, in blocks."),
        ["Resilient"] = Phrase.Key("Requests that failed in passing are made again; after too many failures nothing is asked for a while."),
    };

    private static readonly Dictionary<string, string> Stores = new(StringComparer.Ordinal)
    {
        ["File"] = Phrase.Key("One file for each content, in a directory."),
        ["Folder"] = Phrase.Key("Files in a directory that belongs to somebody else; only read."),
        ["Memory"] = Phrase.Key("In this server's memory: gone when the server ends."),
        ["S3"] = Phrase.Key("Objects in a bucket of Amazon S3 or a compatible server."),
        ["Azure"] = Phrase.Key("Blobs in a container of Azure Blob Storage."),
        ["GridFS"] = Phrase.Key("Files in a bucket of MongoDB."),
        ["Rclone"] = Phrase.Key("Files wherever rclone reaches."),
        ["Sql"] = Phrase.Key("Rows in a table of a database."),
        ["absent"] = Phrase.Key("This copy is not there, so the other one is read. It is looked for again when the server starts."),
    };

    /// <summary>What a layer does.</summary>
    public static string OfLayer(string kind) => Phrase.Of(Layers.GetValueOrDefault(kind) ?? "A layer that this application added.");

    /// <summary>What a store is, by what it prints of itself.</summary>
    public static string OfStore(string name) => Phrase.Of(Stores.GetValueOrDefault(name.Split(' ')[0]) ?? "A store that this application added.");
}
