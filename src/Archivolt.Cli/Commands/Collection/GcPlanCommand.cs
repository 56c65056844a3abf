using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Collection;

/// <summary><c>archivolt gc plan [PROVIDER...]</c></summary>
internal sealed class GcPlanCommand : CollectionCommand
{
    private readonly CollectionOptionSet _options = new();

    private readonly Option<bool> _sizes = new("--sizes") { Description = "Report the bytes of what is kept too; that looks at every file." };

    public GcPlanCommand()
        : base("plan", "List what would be condemned now: key, bytes, age in seconds, reason. Changes nothing.",
            "archivolt gc plan",
            "archivolt gc plan default --json | jq -s 'map(.bytes // 0) | add'",
            "archivolt gc plan --store /srv/binaries --references keys.txt")
    {
        _options.AddTo(this);
        Add(_sizes);
    }

    protected override async Task<ExitCode> RunAsync(
        Invocation invocation, IServiceProvider services, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken)
    {
        var collector = services.GetRequiredService<GarbageCollector>();
        foreach (var provider in providers)
        {
            var plan = await collector.PlanAsync(
                _options.Request(invocation, provider.Id) with { Measure = invocation.Get(_sizes) }, cancellationToken);
            var now = DateTimeOffset.UtcNow;
            await foreach (var blob in plan.WithCancellation(cancellationToken))
            {
                invocation.Output.Write(
                    new Line(new BlobKey(provider.Id, blob.Key).ToString(), blob.Length ?? 0, blob.Modified, (long)(now - blob.Modified).TotalSeconds, "unreferenced"),
                    line => string.Create(CultureInfo.InvariantCulture, $"{line.Key}\t{line.Bytes}\t{line.Age}\t{line.Reason}"));
            }
            invocation.Output.Write(new { Provider = provider.Id, Summary = plan.Tally }, _ => Sentence(provider.Id, plan.Tally));
        }
        return ExitCode.Ok;
    }

    private static string Sentence(string provider, CollectionTally tally) => string.Create(CultureInfo.InvariantCulture,
        $"{provider}: {tally.Unreferenced} to condemn ({tally.UnreferencedBytes} bytes); kept: {tally.Referenced} referenced{Bytes(tally.ReferencedBytes)}, {tally.Young} young ({tally.YoungBytes} bytes), {tally.Ageless} without age{(tally.Stray > 0 ? string.Create(CultureInfo.InvariantCulture, $", {tally.Stray} stray files") : "")}.");

    private static string Bytes(long? bytes) => bytes is { } known ? string.Create(CultureInfo.InvariantCulture, $" ({known} bytes)") : "";

    private sealed record Line(string Key, long Bytes, DateTimeOffset Modified, long Age, string Reason);
}
