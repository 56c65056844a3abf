using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Layers.Migration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt migrate start|status|pause|resume|verify|rollback|purge PROVIDER</c></summary>
internal sealed class MigrateCommand : ArchivoltCommand
{
    private readonly ProviderArgument _provider = new("The provider's id; its section has MigrateFrom.");

    private readonly MigrationAction? _action;

    private MigrateCommand(string name, string description, MigrationAction? action)
        : base(name, description, $"archivolt migrate {name} default --config archivolt.json")
    {
        _action = action;
        Note = action is null or MigrationAction.Pause ? null
            : "Works until it is done or asked to pause; servers go on reading and writing. Stop it as you like: a server, or 'resume', goes on where it was.";
        Add(_provider);
    }

    public static Command CreateAll() => new("migrate", "A whole provider to another store, while it is used.")
    {
        new MigrateCommand("start", "Copy everything from the old store to the new one and read every copy again.", MigrationAction.Start),
        new MigrateCommand("status", "Report how far it came.", action: null),
        new MigrateCommand("pause", "Ask whoever works on it to wait.", MigrationAction.Pause),
        new MigrateCommand("resume", "Go on after a pause, a kill or a failure.", MigrationAction.Resume),
        new MigrateCommand("verify", "Read every copy once more.", MigrationAction.Verify),
        new MigrateCommand("rollback", "Go back to the old store: copy back what was written meanwhile.", MigrationAction.Rollback),
        new MigrateCommand("purge", "Delete what the old store has, each blob after its copy was read. There is no way back.", MigrationAction.Purge),
    };

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToWrite(invocation);
        var provider = (await _provider.OfAsync(invocation, services, cancellationToken)).Id;
        var migrations = services.GetRequiredService<ProviderMigrations>();
        try
        {
            var status = await migrations.FindAsync(provider, cancellationToken);
            if (_action is { } action)
            {
                status = await migrations.AskAsync(provider, action, Environment.UserName, cancellationToken);
                if (action != MigrationAction.Pause)
                    status = await WorkAsync(invocation, migrations, status, cancellationToken) ?? await migrations.FindAsync(provider, cancellationToken);
            }
            invocation.Output.Write(status, Describe);
            return !status.IsHalted ? ExitCode.Ok : status.Failed > 0 ? ExitCode.Finding : ExitCode.Failure;
        }
        catch (BlobException exception) when (exception.Error is BlobError.Conflict or BlobError.Unsupported)
        {
            throw CommandException.Usage(exception.Message);
        }
    }

    // Copying is followed by reading everything again.
    private static async Task<MigrationStatus?> WorkAsync(
        Invocation invocation, ProviderMigrations migrations, MigrationStatus asked, CancellationToken cancellationToken)
    {
        var sum = invocation.ShowsProgress ? await migrations.MeasureAsync(asked.Provider, cancellationToken) : 0;
        var passes = asked.Phase == MigrationPhase.Copying ? 2 : 1;
        return await ProgressBar.RunAsync(invocation, asked.Phase.ToString(), sum * passes, progress => migrations.RunAsync(
            asked.Provider, progress.Of<MigrationStatus>(status => status.Bytes + (status.Phase == asked.Phase ? 0 : sum)), cancellationToken));
    }

    private static string Describe(MigrationStatus status)
    {
        var state = status.IsHalted ? ", halted" : status.IsPaused ? ", paused" : status.IsRunning ? ", being worked on" : "";
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{status.Provider}: {status.Phase}{state}; {status.Blobs} of {status.TotalBlobs} blobs, {status.Bytes} of {status.TotalBytes} bytes, {status.Copied} copied, {status.Failed} failed");
        if (status is { Rate: { } rate, Remaining: { } remaining })
            text += string.Create(CultureInfo.InvariantCulture, $"; {rate / 1_000_000:0.0} MB/s, {TimeSpan.FromSeconds(Math.Ceiling(remaining))} left");
        return status.LastProblem is { } problem ? $"{text}. {problem}" : $"{text}.";
    }
}
