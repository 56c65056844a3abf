using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Archivolt.Jobs;

/// <summary>One run of a job in this process: where it goes on, what ends it, and where it tells how far it is.</summary>
public sealed class JobRun : IAsyncDisposable
{
    private readonly JobLease? _lease;
    private readonly CancellationTokenSource _any;
    private readonly CancellationTokenSource _step;

    internal JobRun(string name, JobLease? lease, JobRunOptions options, CancellationToken cancellationToken)
    {
        (Name, _lease, Options) = (name, lease, options);
        _step = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease?.Lost ?? default);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_step.Token, lease?.StopAsked ?? default);
        if (IsStopAsked)
            _any.Cancel();
        (Token, StepToken) = (_any.Token, _step.Token);
    }

    /// <summary>Name of the job.</summary>
    public string Name { get; }

    /// <summary>Number of this run, larger than that of every earlier one; 0 for work that each node does for itself.</summary>
    public long Fence => _lease?.Fence ?? 0;

    /// <summary>Where the run before left off, JSON; null at the first.</summary>
    public string? Checkpoint => _lease?.Checkpoint;

    /// <summary>How it was started.</summary>
    public JobRunOptions Options { get; }

    /// <summary>The one token to work under: cancelled when somebody asks the job to stop, the lease is lost, or the host stops.</summary>
    public CancellationToken Token { get; }

    /// <summary>For a step that is finished though somebody asked to stop: cancelled when the lease is lost or the host stops.</summary>
    public CancellationToken StepToken { get; }

    /// <summary>True when somebody asked the job to stop.</summary>
    public bool IsStopAsked => JobRequest.IsStop(_lease?.Request);

    /// <summary>True when another node may do the job by now: nothing may be written any more.</summary>
    public bool IsLost => _lease?.Lost.IsCancellationRequested ?? false;

    internal bool HasProblem { get; private set; }

    /// <summary>The checkpoint; null when there is none, or none that this version understands, which is reported: then the job starts afresh.</summary>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        var read = Jobs.Checkpoint.ReadOrNull(Checkpoint, type);
        if (read is null && Checkpoint is not null)
            Report($"The checkpoint cannot be read: another version wrote it, or it is damaged. The job starts afresh.");
        return read;
    }

    /// <summary>Keeps a checkpoint for whoever does the job next, and renews the lease.</summary>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.Conflict"/>: another node took the job over.</exception>
    public async Task SaveAsync<T>(T checkpoint, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        var json = JsonSerializer.Serialize(checkpoint, type);
        if (_lease is not null)
            await _lease.SaveAsync(json, cancellationToken);
        Options.Saved?.Invoke(json);
    }

    /// <summary>Reports what went wrong without ending the run: a sentence for people.</summary>
    public void Report(string problem)
    {
        HasProblem = true;
        Options.Problem?.Invoke(problem);
    }

    /// <summary>Ends the run; the checkpoint stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        _any.Dispose();
        _step.Dispose();
    }
}

/// <summary>How a run was started, and who hears of it.</summary>
public sealed record JobRunOptions
{
    /// <summary>True when a person started it: a stop that was asked for before counts no more.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Most bytes in a second; null for the configured number.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Hears of every checkpoint, JSON.</summary>
    public Action<string>? Saved { get; init; }

    /// <summary>Hears of every problem.</summary>
    public Action<string>? Problem { get; init; }
}
