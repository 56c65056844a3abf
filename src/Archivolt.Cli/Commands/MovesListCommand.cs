using System.CommandLine;
using System.Globalization;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt moves list</c></summary>
internal sealed class MovesListCommand : ArchivoltCommand
{
    private readonly Option<bool> _failed = new("--failed") { Description = "Only moves whose last attempt failed; exit code 1 when there is one." };

    public MovesListCommand()
        : base("list", "List the blobs that are on their way to another provider, and how far that is.",
            "archivolt moves list",
            "archivolt moves list --failed --json")
    {
        Note = "A running server makes moves by itself; 'moves run' makes them where none runs.";
        Add(_failed);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        var failedOnly = invocation.Get(_failed);
        await foreach (var move in services.GetRequiredService<IBlobMoves>().ListAsync(failedOnly, cancellationToken))
            invocation.Output.Write(Line.Of(move), line => line.ToString());
        var status = await services.GetRequiredService<MoveRun>().StatusAsync(cancellationToken);
        invocation.Output.Write(Summary.Of(status), summary => summary.ToString());
        return failedOnly && status.Totals.Failed > 0 ? ExitCode.Finding : ExitCode.Ok;
    }

    private sealed record Line(
        string Repository, string DocumentId, string XPath, string Source, string Target, string? Rule, long? Length, int Attempts,
        DateTimeOffset Due, string? Problem)
    {
        public static Line Of(BlobMove move) => new(
            move.Repository, move.DocumentId, move.Path.ToString(), move.Source, move.Target, move.Rule, move.Length, move.Attempts, move.Due,
            move.Problem);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Repository}/{DocumentId}\t{XPath}\t{Source}\t{Target}\t{Length?.ToString(CultureInfo.InvariantCulture) ?? "-"}\t{State}");

        private string State => Problem is null
            ? "waiting"
            : string.Create(CultureInfo.InvariantCulture, $"failed {Attempts} times, again at {Due.ToText()}: {Problem}");
    }

    private sealed record Summary(
        long Waiting, long Failed, long Bytes, bool Paused, string? Node, long? BytesPerSecond, DateTimeOffset? ExpectedEnd)
    {
        public static Summary Of(MoveStatus status)
        {
            var running = status.Node is null ? null : status.Progress;
            return new Summary(
                status.Totals.Waiting, status.Totals.Failed, status.Totals.Bytes, status.Paused, status.Node, (long?)running?.Rate,
                running?.EndOf(status.Totals.Bytes));
        }

        public override string ToString()
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Waiting} waiting, {Failed} failed, {Bytes} bytes");
            if (Node is not null)
                text += string.Create(CultureInfo.InvariantCulture, $"; {Node} moves {BytesPerSecond ?? 0} bytes a second");
            if (ExpectedEnd is { } end)
                text += $", done about {end.ToText()}";
            return Paused ? $"{text}; paused." : $"{text}.";
        }
    }
}
