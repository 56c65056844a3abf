using System.CommandLine;

namespace Archivolt.Cli;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object a line; errors too, on standard error.",
        Recursive = true,
    };

    public static readonly Option<string?> Config = new("--config")
    {
        Description = "The configuration, a JSON file. Environment variables such as Archivolt__DataPath come over it, options over both.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The data home: stores and the database. Default: the configuration's, else ./data.",
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<string?> Store = new("--store")
    {
        Description = "Open this existing store directory in place, as the provider 'default'.",
        HelpName = "DIR",
        Recursive = true,
    };

    public static IEnumerable<Option> All => [Json, Config, Data, Store];
}
