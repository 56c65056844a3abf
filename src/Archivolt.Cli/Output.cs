using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Archivolt.Cli;

/// <summary>The one place that prints: a line of text for people, or one JSON object a line for programs.</summary>
internal sealed class Output(Terminal terminal, bool json) : IAsyncDisposable
{
    private const int BufferSize = 32 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new Moments.JsonConverter() },
    };

    private readonly StreamWriter _out =
        new(terminal.Out, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferSize, leaveOpen: true) { NewLine = "\n" };

    /// <summary>True for JSON.</summary>
    public bool IsJson => json;

    /// <summary>Where lines go while a progress bar owns the screen that they would appear on.</summary>
    public IAnsiConsole? AboveBar { get; set; }

    /// <summary>Prints one result.</summary>
    public void Write<T>(T item, Func<T, string> text)
    {
        var line = json ? JsonSerializer.Serialize(item, Json) : Printable(text(item));
        if (AboveBar is { } console)
            console.WriteLine(line);
        else
            _out.WriteLine(line);
    }

    public Task FlushAsync() => _out.FlushAsync();

    public ValueTask DisposeAsync() => _out.DisposeAsync();

    /// <summary>Reports what went wrong, on standard error.</summary>
    public void WriteFailure(Failure failure)
    {
        if (json)
            terminal.Error.WriteLine(JsonSerializer.Serialize(new { failure.Error, failure.Message }, Json));
        else
            terminal.Error.WriteLine($"archivolt: {Printable(failure.Message)}");
    }

    // Keys and file names come from outside: a line break would forge a line, an escape sequence would play with the terminal.
    private static string Printable(string text) => text.Any(IsUnsafe)
        ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsUnsafe(source[i]) ? '\uFFFD' : source[i];
        })
        : text;

    private static bool IsUnsafe(char character) => char.IsControl(character) && character != '\t';
}
