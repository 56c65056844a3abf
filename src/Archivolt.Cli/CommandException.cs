namespace Archivolt.Cli;

/// <summary>Ends a command with an exit code and a sentence for people.</summary>
/// <param name="exitCode">How the process ends.</param>
/// <param name="error">A short name that programs act on, such as <c>Usage</c>.</param>
/// <param name="message">A sentence that says what to do.</param>
internal sealed class CommandException(ExitCode exitCode, string error, string message) : Exception(message)
{
    public ExitCode ExitCode { get; } = exitCode;

    public string Error { get; } = error;

    public static CommandException Usage(string message) => new(ExitCode.Usage, "Usage", message);

    /// <summary>For what the library refused: its sentence, without the name of a parameter that people do not know.</summary>
    public static CommandException Refused(Exception reason) => Usage(
        reason is ArgumentException { ParamName: { } name } ? reason.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : reason.Message);

    public static CommandException NotFound(string message) => new(ExitCode.Finding, "NotFound", message);
}
