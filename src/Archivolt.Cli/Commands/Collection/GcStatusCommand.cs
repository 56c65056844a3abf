using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Collection;

/// <summary><c>archivolt gc status [PROVIDER...]</c></summary>
internal sealed class GcStatusCommand : CollectionCommand
{
    private readonly Option<bool> _list = new("--list") { Description = "List every condemned blob: key, bytes, reason, when it is due." };

    public GcStatusCommand()
        : base("status", "Show the collection under way or the last one, on whichever node, and what is condemned.", "archivolt gc status", "archivolt gc status default --list") =>
        Add(_list);

    protected override bool OnlyLooks => true;

    protected override async Task<ExitCode> RunAsync(
        Invocation invocation, IServiceProvider services, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken)
    {
        var collector = services.GetRequiredService<GarbageCollector>();
        foreach (var provider in providers)
        {
            var status = await collector.FindStatusAsync(provider.Id, cancellationToken);
            invocation.Output.Write(status, Sentence);
            if (!invocation.Get(_list) || status.Refusal is not null)
                continue;
            await foreach (var blob in collector.ListCondemnedAsync(provider.Id, cancellationToken))
            {
                invocation.Output.Write(blob, condemned => string.Create(CultureInfo.InvariantCulture,
                    $"{new BlobKey(condemned.Provider, condemned.Key)}\t{condemned.Length}\t{condemned.Reason.ToString().ToLowerInvariant()}\t{condemned.Due.ToText()}"));
            }
        }
        return ExitCode.Ok;
    }

    private static string Sentence(CollectionStatus status) => status switch
    {
        { Refusal: { } refusal } => $"{status.Provider}: not collected, {refusal}.",
        { Run: null } => $"{status.Provider}: never collected; {Waiting(status)}.",
        { Holder: { } holder, Run: { } run } => string.Create(CultureInfo.InvariantCulture,
            $"{status.Provider}: {run.Phase.ToString().ToLowerInvariant()} on {holder}{Speed(run)}; {Waiting(status)}."),
        { Run: { Finished: null } run } => $"{status.Provider}: interrupted while {run.Phase.ToString().ToLowerInvariant()}, the next run goes on; {Waiting(status)}.",
        { Run: { } run } => string.Create(CultureInfo.InvariantCulture,
            $"{status.Provider}: last collected {run.Finished.Value.ToText()}, when {run.Condemned} were condemned and {run.Purged} deleted; {Waiting(status)}."),
    };

    // What is not known yet is left out.
    private static string Speed(CollectionProgress run)
    {
        var text = run.Part is { } part ? string.Create(CultureInfo.InvariantCulture, $", {part:P0} done") : "";
        if (run.Rate is { } rate)
            text += string.Create(CultureInfo.InvariantCulture, $", {rate:0} blobs a second");
        return run.ExpectedEnd is { } end ? $"{text}, expected to end {end.ToText()}" : text;
    }

    private static string Waiting(CollectionStatus status) => string.Create(CultureInfo.InvariantCulture,
        $"now {status.Condemned!.Blobs} condemned ({status.Condemned.Bytes} bytes), {status.Condemned.Due} of them past their grace");
}
