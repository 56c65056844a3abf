using System.Globalization;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt providers check PROVIDER</c></summary>
internal sealed class ProvidersCheckCommand : ArchivoltCommand
{
    private readonly ProviderArgument _provider = new();

    public ProvidersCheckCommand()
        : base("check", "Write a blob, read it, list it, delete it, and say what did not work; exit code 1 when something did not.",
            "archivolt providers check default --data /srv/archivolt",
            "archivolt providers check bucket --config production.json --json")
    {
        Note = "The blob is random and is deleted again; nothing else in the store is touched. A direct URL, where the provider makes one, is read from this machine.";
        Add(_provider);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToWrite(invocation);
        var provider = services.GetRequiredService<BlobManager>().Named(invocation.Get(_provider)).Id;
        var exitCode = ExitCode.Ok;
        await foreach (var step in services.GetRequiredService<ProviderProbe>().RunAsync(provider, cancellationToken))
        {
            invocation.Output.Write(new Line(step.Step, step.Outcome, step.Detail, step.Advice, (long)step.Duration.TotalMilliseconds), line => line.ToString());
            if (step.Outcome == ProbeOutcome.Failed)
                exitCode = ExitCode.Finding;
        }
        return exitCode;
    }

    private sealed record Line(string Step, ProbeOutcome Outcome, string Detail, string? Advice, long Milliseconds)
    {
        public override string ToString()
        {
            var outcome = Outcome switch { ProbeOutcome.Ok => "ok", ProbeOutcome.Failed => "failed", _ => "-" };
            return string.Create(CultureInfo.InvariantCulture, $"{Step}\t{outcome}\t{Milliseconds} ms\t{Detail}{(Advice is null ? "" : $"\t{Advice}")}");
        }
    }
}
