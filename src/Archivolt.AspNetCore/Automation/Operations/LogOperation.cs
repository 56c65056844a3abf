using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Writes a line into the server's log.</summary>
internal sealed partial class LogOperation : Operation
{
    private const int MaxLength = 1000;

    private readonly ILogger _logger;

    public LogOperation(ILoggerFactory loggers) : base("Log", "Notification", "Writes a message into the server's log.")
    {
        _logger = loggers.CreateLogger("Archivolt.Clients");
        Aliases = ["LogOperation"];
        Parameters = [new("message", ParameterType.Text, IsRequired: true), new("category", ParameterType.Text), new("level", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "void"];

    public override Task<OperationResult> RunAsync(OperationCall call)
    {
        LogMessage(LevelOf(call.Text("level")), call.Principal.Name, Line(call.Text("category") ?? ""), Line(call.RequiredText("message")));
        return Task.FromResult(OperationResult.Nothing);
    }

    private static LogLevel LevelOf(string? level) => level?.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    // Nobody writes a second entry by a line break, or turns one around by a mark.
    internal static string Line(string text) => string.Concat(text.Take(MaxLength).Select(character => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : character));

    [LoggerMessage(EventId = 1, Message = "{User}: {Category} {Text}")]
    private partial void LogMessage(LogLevel level, string user, string category, string text);
}
