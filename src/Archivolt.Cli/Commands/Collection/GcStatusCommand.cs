using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Providers;

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
        Invocation invocation, GarbageCollector collector, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            var status = await collector.FindStatusAsync(provider.Id, cancellationToken);
            invocation.Output.Write(status, Sentence);
            if (!invocation.Get(_list) || status.Refusal is not null)
                continue;
            await foreach (var blob in collector.ListCondemnedAsync(provider.Id, cancellationToken))
            {
                invocation.Output.Write(blob, condemned => string.Create(CultureInfo.InvariantCulture,
                    $"{new BlobKey(condemned.Provider, condemned.Key)}\t{condemned.Length}\t{condemned.Reason.ToString().ToLowerInvariant()}\t{condemned.Due:O}"));
            }
        }
        return ExitCode.Ok;
    }

    private static string Sentence(CollectionStatus status) => status switch
    {
        { Refusal: { } refusal } => $"{status.Provider}: not collected, {refusal}.",
        { Run: null } => $"{status.Provider}: never collected; {Condemned(status)}.",
        { Holder: { } holder, Run: { } run } => string.Create(CultureInfo.InvariantCulture,
            $"{status.Provider}: {run.Phase.ToString().ToLowerInvariant()} on {holder}, {run.Part:P0} done, {run.Rate:0} blobs a second, expected to end {run.ExpectedEnd:O}; {Condemned(status)}."),
        { Run: { Finished: null } run } => $"{status.Provider}: interrupted while {run.Phase.ToString().ToLowerInvariant()}, the next run goes on; {Condemned(status)}.",
        { Run: { } run } => string.Create(CultureInfo.InvariantCulture,
            $"{status.Provider}: last collected {run.Finished:O}, {run.Condemned} condemned, {run.Purged} deleted; {Condemned(status)}."),
    };

    private static string Condemned(CollectionStatus status) => string.Create(CultureInfo.InvariantCulture,
        $"{status.Condemned!.Blobs} condemned ({status.Condemned.Bytes} bytes), {status.Condemned.Due} of them due");
}
