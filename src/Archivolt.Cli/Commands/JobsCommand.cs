using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt jobs list|show|run|start|stop</c></summary>
internal sealed class JobsCommand : ArchivoltCommand
{
    private const long Parts = 1_000_000;

    private readonly Argument<string> _name = new("JOB") { Description = "Name of the job, such as scrub/default; 'jobs list' names them." };
    private readonly string _verb;

    private JobsCommand(string verb, string description, string example)
        : base(verb, description, $"archivolt jobs {example}")
    {
        _verb = verb;
        if (verb != "list")
            Add(_name);
    }

    public static Command CreateAll() => new("jobs", "Everything that works in the background.")
    {
        new JobsCommand("list", "List every job, and how far it came.", "list"),
        new JobsCommand("show", "Report how far a job came.", "show scrub/default"),
        new JobsCommand("run", "Do a job here and now; exit code 1 when it could not deal with something.", "run scrub/default"),
        new JobsCommand("start", "Ask the servers to do a job now; one of them does.", "start tiering"),
        new JobsCommand("stop", "Ask whoever does a job to stop; it stays stopped until it is started.", "stop moves"),
    };

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = _verb is "run" or "start" ? Application.OpenHomeToWrite(invocation) : Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var catalog = services.GetRequiredService<JobCatalog>();
        if (_verb == "list")
        {
            foreach (var state in await catalog.ListAsync(cancellationToken))
                invocation.Output.Write(state, Describe);
            return ExitCode.Ok;
        }
        var name = invocation.Get(_name);
        try
        {
            return await DoAsync(invocation, catalog, (await catalog.GetJobAsync(name, cancellationToken)).Name, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error is BlobError.NotFound or BlobError.ReadOnly)
        {
            throw CommandException.Usage(exception.Message);
        }
    }

    private async Task<ExitCode> DoAsync(Invocation invocation, JobCatalog catalog, string name, CancellationToken cancellationToken)
    {
        var problems = 0;
        if (_verb == "run")
            problems = await RunAsync(invocation, catalog, name, cancellationToken);
        else if (_verb == "start")
            await catalog.StartAsync(name, cancellationToken);
        else if (_verb == "stop")
            await catalog.StopAsync(name, cancellationToken);
        var state = await catalog.FindAsync(name, cancellationToken);
        invocation.Output.Write(state, Describe);
        return _verb == "run" && (problems > 0 || state.Progress is { Failed: > 0 }) ? ExitCode.Finding : ExitCode.Ok;
    }

    private static async Task<int> RunAsync(Invocation invocation, JobCatalog catalog, string name, CancellationToken cancellationToken)
    {
        var problems = 0;
        var options = new JobRunOptions
        {
            Problem = problem =>
            {
                problems++;
                invocation.Terminal.Error.WriteLine($"archivolt: {problem}");
            },
        };
        var isDone = await ProgressBar.RunAsync(
            invocation, name, Parts, bar => catalog.RunAsync(name, options, bar.Of<JobProgress>(Part), cancellationToken), inBytes: false);
        return isDone ? problems : throw new CommandException(ExitCode.Failure, "Busy", $"The job '{name}' is being done already; see 'archivolt jobs show {name}'.");
    }

    private static string Describe(JobState state)
    {
        var activity = state.IsRunning ? $"running on {state.Holder}"
            : state.IsStopped ? "stopped"
            : state.Request == JobRequest.Run ? "asked to run"
            : state.Changed is null ? "never ran"
            : state.Progress is { Finished: { } finished } ? $"finished {finished.ToText()}"
            : "waiting";
        var text = $"{state.Name}\t{activity}{(state.Due is { } due ? $", due {due.ToText()}" : "")}";
        if (state.Progress is not { } progress)
            return text;
        text += string.Create(CultureInfo.InvariantCulture, $"\t{progress.Items}{(progress.TotalItems is { } total ? $" of {total}" : "")} done, {progress.Bytes} bytes, {progress.Failed} failed");
        return progress.LastProblem is { } problem ? $"{text}: {problem}" : text;
    }

    // By bytes where their number is known, since blobs differ in size.
    private static long? Part(JobProgress progress) => progress switch
    {
        { TotalBytes: > 0 and var bytes } => (long)((double)progress.Bytes / bytes * Parts),
        { TotalItems: > 0 and var items } => (long)((double)progress.Items / items * Parts),
        _ => null,
    };
}
