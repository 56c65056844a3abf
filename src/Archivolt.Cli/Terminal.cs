using Microsoft.Win32.SafeHandles;

namespace Archivolt.Cli;

/// <summary>The streams a command reads and writes; the process's own, or a test's.</summary>
internal sealed record Terminal
{
    public required Stream In { get; init; }

    public required Stream Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>True when people see <see cref="Out"/> on the same screen as <see cref="Error"/>.</summary>
    public bool OutIsScreen { get; init; }

    /// <summary>True when people see <see cref="Error"/>.</summary>
    public bool ErrorIsScreen { get; init; }

    /// <summary>Reads a line without showing it; null when there is no keyboard.</summary>
    public Func<string>? ReadHidden { get; init; }

    public static Terminal OfProcess() => new()
    {
        In = new InterruptibleInput(Console.OpenStandardInput()),
        Out = OpenOut(),
        Error = Console.Error,
        OutIsScreen = !Console.IsOutputRedirected,
        ErrorIsScreen = !Console.IsErrorRedirected,
        ReadHidden = Console.IsInputRedirected ? null : ReadHiddenLine,
    };

    // The console's own stream drops what nobody reads any more; a plain one reports the broken pipe, so that work ends with its reader.
    // On a file a plain one would keep a position of its own and write over what others appended meanwhile.
    private static Stream OpenOut()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var plain = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return plain.CanSeek ? Console.OpenStandardOutput() : plain;
    }

    private static string ReadHiddenLine()
    {
        var line = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key == ConsoleKey.Backspace)
                line.Length = Math.Max(0, line.Length - 1);
            else if (pressed.KeyChar != '\0')
                line.Append(pressed.KeyChar);
        }
        return line.ToString();
    }
}
