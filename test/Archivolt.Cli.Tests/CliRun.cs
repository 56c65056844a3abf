using System.Text;
using System.Text.Json;

namespace Archivolt.Cli.Tests;

/// <summary>What one run of a command did.</summary>
public sealed record CliRun(int ExitCode, byte[] Bytes, string Error)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement[] Json => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public JsonElement JsonError => JsonDocument.Parse(Error).RootElement;

    /// <summary>Fails with everything that was printed unless the exit code is the wanted one.</summary>
    public CliRun ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"out: {Text}\nerror: {Error}");
        return this;
    }
}
