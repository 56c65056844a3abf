using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Everything that works in the background, in one family: one node does a job, every node starts, watches and stops it.</summary>
internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("jobs", ListAsync).WithName("GetJobs").WithSummary("Everything that works in the background, and how far it came.")
            .ProducesJson("Jobs").ProducesErrors(403);
        management.MapGet("jobs/{**name}", GetAsync).WithName("GetJob").WithSummary("How far a job came, such as scrub/default; its slashes stay as they are.")
            .ProducesJson("Job").ProducesErrors(403, 404);
        management.MapPost("jobs/{**name}", AskAsync).WithName("AskJob")
            .WithSummary("Asks something of a job, by the last segment: …/start, …/stop (or …/pause) or …/resume.")
            .WithDescription("The name keeps its slashes as they are, such as jobs/scrub/default/start. start runs it on this node at once; stop holds until somebody starts or resumes it; resume lets it run when it is due.")
            .ProducesJson("Job", StatusCodes.Status202Accepted).ProducesErrors(400, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(JobCatalog catalog, JobRunner runner, CancellationToken cancellationToken)
    {
        var states = await catalog.ListAsync(cancellationToken);
        return new EntityResult("jobs", writer => writer.WriteEntries(states, (entry, state) => Write(entry, state, runner)));
    }

    private static async Task<IResult> GetAsync(string name, JobCatalog catalog, JobRunner runner, CancellationToken cancellationToken) =>
        await AnswerAsync(name, catalog, runner, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> AskAsync(string name, JobCatalog catalog, JobRunner runner, CancellationToken cancellationToken)
    {
        var end = Math.Max(0, name.LastIndexOf('/'));
        var (job, action) = (name[..end], name[end..].TrimStart('/'));
        await (action switch
        {
            "start" => runner.StartAsync(job, run: null, cancellationToken),
            "stop" or "pause" => catalog.StopAsync(job, cancellationToken),
            "resume" => catalog.ResumeAsync(job, cancellationToken),
            _ => throw RequestException.BadRequest($"'{action}' is none of start, stop, pause, resume."),
        });
        return await AnswerAsync(job, catalog, runner, StatusCodes.Status202Accepted, cancellationToken);
    }

    private static async Task<IResult> AnswerAsync(string name, JobCatalog catalog, JobRunner runner, int code, CancellationToken cancellationToken)
    {
        var state = await catalog.FindAsync(name, cancellationToken);
        return new EntityResult("job", writer => Write(writer, state, runner), code);
    }

    private static void Write(Utf8JsonWriter writer, JobState state, JobRunner runner)
    {
        writer.WriteString("name"u8, state.Name);
        writer.WriteBoolean("isRunning"u8, state.IsRunning);
        writer.WriteBoolean("isStopped"u8, state.IsStopped);
        writer.WriteString("holder"u8, state.Holder);
        writer.WriteString("changed"u8, state.Changed is { } changed ? JsonDates.Format(changed) : null);
        writer.WriteString("due"u8, state.Due is { } due ? JsonDates.Format(due) : null);
        writer.WriteString("problem"u8, runner.ProblemOf(state.Name));
        if (state.Progress is not { } progress)
            return;
        writer.WriteStartObject("progress"u8);
        writer.WriteString("started"u8, progress.Started is { } started ? JsonDates.Format(started) : null);
        writer.WriteString("finished"u8, progress.Finished is { } finished ? JsonDates.Format(finished) : null);
        writer.WriteString("phase"u8, progress.Phase);
        writer.WriteNumber("items"u8, progress.Items);
        if (progress.TotalItems is { } items)
            writer.WriteNumber("totalItems"u8, items);
        writer.WriteNumber("bytes"u8, progress.Bytes);
        if (progress.TotalBytes is { } bytes)
            writer.WriteNumber("totalBytes"u8, bytes);
        writer.WriteNumber("failed"u8, progress.Failed);
        if (progress.BytesPerSecond is { } rate)
            writer.WriteNumber("bytesPerSecond"u8, Math.Round(rate));
        writer.WriteString("lastProblem"u8, progress.LastProblem);
        writer.WriteEndObject();
    }
}
