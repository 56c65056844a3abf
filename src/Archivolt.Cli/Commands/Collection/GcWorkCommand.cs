using System.Globalization;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Collection;

/// <summary><c>archivolt gc condemn</c>, <c>purge</c> and <c>run</c>: a part of a collection, or the whole.</summary>
internal sealed class GcWorkCommand : CollectionCommand
{
    private readonly CollectionOptionSet _options = new();
    private readonly Func<GarbageCollector, CollectionRequest, IProgress<CollectionProgress>?, CancellationToken, Task<CollectionProgress>> _work;

    private GcWorkCommand(
        string name, string description,
        Func<GarbageCollector, CollectionRequest, IProgress<CollectionProgress>?, CancellationToken, Task<CollectionProgress>> work)
        : base(name, description, $"archivolt gc {name}", $"archivolt gc {name} default --json", $"archivolt gc {name} --store /srv/binaries --references keys.txt")
    {
        _work = work;
        Note = "Servers go on reading and writing meanwhile. An interrupted run is gone on with by the next one. Exit code 1 when a blob could not be deleted.";
        _options.AddTo(this);
    }

    public static GcWorkCommand Condemn() => new("condemn",
        "Condemn what nothing refers to: it stays readable for the grace and can be restored.",
        (collector, request, progress, cancellationToken) => collector.CondemnAsync(request, progress, cancellationToken));

    public static GcWorkCommand Purge() => new("purge",
        "Delete what is condemned, past its grace and still not in use.",
        (collector, request, progress, cancellationToken) => collector.PurgeAsync(request, progress, cancellationToken));

    public static GcWorkCommand Run() => new("run",
        "Condemn, and delete what is past its grace.",
        (collector, request, progress, cancellationToken) => collector.RunAsync(request, progress, cancellationToken));

    protected override async Task<ExitCode> RunAsync(
        Invocation invocation, IServiceProvider services, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken)
    {
        var collector = services.GetRequiredService<GarbageCollector>();
        var failed = 0L;
        foreach (var provider in providers)
        {
            var request = _options.Request(invocation, provider.Id);
            var done = await CollectionBar.RunAsync(invocation, progress => _work(collector, request, progress, cancellationToken));
            failed += done.Failed;
            var uploads = await services.GetRequiredService<IUploadLedger>().ListAsync(provider.Id, cancellationToken: cancellationToken)
                .Select(upload => upload.Key).Distinct().LongCountAsync(cancellationToken);
            invocation.Output.Write(Summary.Of(done, uploads), summary => summary.ToString());
        }
        return failed > 0 ? ExitCode.Finding : ExitCode.Ok;
    }

    private sealed record Summary(
        string Provider, long Condemned, long CondemnedBytes, long Purged, long PurgedBytes, long Restored, long Failed, long AbandonedUploads, long CleanedUp,
        long OpenUploads, CollectionTally Found)
    {
        public static Summary Of(CollectionProgress run, long uploads) => new(
            run.Provider, run.Condemned, run.CondemnedBytes, run.Purged, run.PurgedBytes, run.Restored, run.Failed, run.Abandoned, run.CleanedUp, uploads,
            run.Found);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Provider}: {Condemned} condemned ({CondemnedBytes} bytes), {Purged} deleted ({PurgedBytes} bytes), {Restored} restored, {Failed} failed; {Found.Referenced} referenced and {Found.Young} young ones kept{Held}.");

        private string Held => OpenUploads == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; nothing is taken from {OpenUploads} open uploads, see 'archivolt uploads'");
    }
}
