using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Documents;

namespace Archivolt.Cli;

/// <summary>What is told about a failed command: exit code, a name for programs, a sentence for people.</summary>
internal sealed record Failure(ExitCode ExitCode, string Error, string Message)
{
    public static Failure Of(Exception exception) => exception switch
    {
        CommandException command => new(command.ExitCode, command.Error, command.Message),
        OperationCanceledException => new(ExitCode.Cancelled, "Cancelled", "Stopped before it was done."),
        BlobException blob => new(ExitCodeOf(blob), blob.Error.ToString(), blob.Message),
        DocumentException document => new(ExitCodeOf(document.Error), document.Error.ToString(), document.Message),
        InvalidDataException { InnerException: FormatException { InnerException: JsonException json } } file =>
            new(ExitCode.Usage, nameof(BlobError.Configuration), $"{file.Message} Line {json.LineNumber + 1}: {WithoutPosition(json.Message)}"),
        InvalidDataException file => new(ExitCode.Usage, nameof(BlobError.Configuration), file.Message),
        IOException or UnauthorizedAccessException => new(ExitCode.Failure, nameof(BlobError.IO), exception.Message),
        _ => new(ExitCode.Failure, exception.GetType().Name, $"{exception.Message} (Set ARCHIVOLT_DEBUG=1 to see where.)"),
    };

    private static ExitCode ExitCodeOf(BlobException exception) => exception switch
    {
        { Error: BlobError.NotFound, Key: not null } => ExitCode.Finding,
        { Error: BlobError.InvalidKey or BlobError.RangeNotSatisfiable or BlobError.Configuration } => ExitCode.Usage,
        _ => ExitCode.Failure,
    };

    private static ExitCode ExitCodeOf(DocumentError error) => error switch
    {
        DocumentError.NotFound => ExitCode.Finding,
        DocumentError.Invalid => ExitCode.Usage,
        _ => ExitCode.Failure,
    };

    // The parser appends where it was, counted from 0.
    private static string WithoutPosition(string message) => message.Split([" Path:", " LineNumber:"], StringSplitOptions.None)[0];
}
