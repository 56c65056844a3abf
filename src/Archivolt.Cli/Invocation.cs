using System.CommandLine;

namespace Archivolt.Cli;

/// <summary>One run of a command: its arguments, where it prints, and the application it works on.</summary>
internal sealed class Invocation(ParseResult arguments, Terminal terminal)
{
    public Terminal Terminal { get; } = terminal;

    public Output Output { get; } = new(terminal, arguments.GetValue(GlobalOptions.Json));

    /// <summary>Full path of the configuration file, which exists; null when none was named.</summary>
    public string? ConfigFile => arguments.GetValue(GlobalOptions.Config) is not { } file ? null
        : File.Exists(file) ? Path.GetFullPath(file)
        : throw CommandException.Usage($"There is no configuration file '{file}'.");

    public string? DataPath => arguments.GetValue(GlobalOptions.Data);

    public string? StorePath => arguments.GetValue(GlobalOptions.Store);

    /// <summary>Bars are for people: none in JSON, none where nobody looks.</summary>
    public bool ShowsProgress => Terminal.ErrorIsScreen && !Output.IsJson;

    public T Get<T>(Argument<T> argument) => arguments.GetRequiredValue(argument);

    /// <summary>An argument that may be left out; the type's default then.</summary>
    public T? GetOptional<T>(Argument<T> argument) => arguments.GetValue(argument);

    public T? Get<T>(Option<T> option) => arguments.GetValue(option);
}
