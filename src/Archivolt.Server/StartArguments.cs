using Archivolt.Blobs;

namespace Archivolt.Server;

/// <summary>The server's command line: a few options, and any setting by its path, such as <c>--Archivolt:BasePath</c>.</summary>
internal static class StartArguments
{
    public const string Usage = """
        Usage: Archivolt.Server [OPTION VALUE]...

          --config FILE        the configuration, a JSON file; environment variables such as Archivolt__DataPath come over it, options over both
          --data DIR           the data home: stores and the database; without it the configuration's, else ./data
          --urls URLS          addresses to listen on, separated by ';'; without it http://127.0.0.1:8080
          --SECTION:NAME VALUE any setting, such as --Archivolt:BasePath /files
          --help               print this
        """;

    private static readonly string[] Options = ["--config", "--data", "--urls"];

    public static bool AskForHelp(IReadOnlyList<string> args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    /// <summary>Refuses what the configuration would take for a setting that nobody reads: a misspelt option would open another data home.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>.</exception>
    public static void Check(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var option = args[i].Split('=', 2)[0];
            if (!Options.Contains(option, StringComparer.OrdinalIgnoreCase) && !(option.StartsWith("--", StringComparison.Ordinal) && option.Contains(':', StringComparison.Ordinal)))
                throw new BlobException(BlobError.Configuration, $"{option} is no option; use {string.Join(", ", Options)} or --SECTION:NAME, or see --help.");
            // The value is the next argument.
            if (option.Length == args[i].Length && (++i == args.Count || args[i].StartsWith("--", StringComparison.Ordinal)))
                throw new BlobException(BlobError.Configuration, $"{option} needs a value; see --help.");
        }
    }
}
