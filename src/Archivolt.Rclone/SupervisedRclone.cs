using System.Globalization;
using System.Text.Json.Nodes;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>
/// The rclone that this process runs, for all stores with the same program and the same configuration file, and one for all stores that bring their own settings. It starts with its first
/// request, and again after it died: at once the first two times, then after 1, 2, 4 … 30 seconds.
/// </summary>
internal sealed class SupervisedRclone
{
    private static readonly Dictionary<(string Executable, string? Configuration), SupervisedRclone> All = [];
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SoundAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndingTime = TimeSpan.FromMilliseconds(500);
    private static int _lastRemote;

    private readonly (string Executable, string? Configuration) _kind;
    private readonly KeyLocks _turns = new();
    private readonly Dictionary<string, Backend> _backends = new(StringComparer.Ordinal);
    private RcloneProcess? _process;
    private long _started;
    private long _failed;
    private int _failures;
    private int _users;

    private SupervisedRclone((string, string?) kind) => _kind = kind;

    /// <summary>Takes part in an rclone; the last one who leaves ends it.</summary>
    /// <param name="executable">A path, or a name on <c>PATH</c>.</param>
    /// <param name="configuration">rclone's configuration file; empty for none, null for rclone's usual one.</param>
    /// <param name="backend">What to describe to it; null where its file does.</param>
    public static RcloneUse Take(string executable, string? configuration, Backend? backend)
    {
        lock (All)
        {
            if (!All.TryGetValue((executable, configuration), out var rclone))
                All.Add((executable, configuration), rclone = new SupervisedRclone((executable, configuration)));
            rclone._users++;
            return new RcloneUse(rclone, backend);
        }
    }

    /// <summary>The process, while one runs.</summary>
    public RcloneProcess? Process => _process;

    public async ValueTask<RcloneAddress> ReachAsync(string? remote, Backend? backend, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync("", cancellationToken);
        if (_process is null or { HasEnded: true })
            await StartAsync(cancellationToken);
        if (remote is not null && _backends.TryAdd(remote, backend!))
            await DescribeAsync(remote, backend!, cancellationToken);
        return _process!.Address;
    }

    public async ValueTask SuspectAsync()
    {
        try
        {
            if (_process is { } process)
                await process.Ended.WaitAsync(EndingTime);
        }
        catch (TimeoutException)
        {
            // It lives.
        }
    }

    /// <summary>Kills the process at an address, if it is still the one that runs.</summary>
    public void End(RcloneAddress rclone)
    {
        if (_process is { } process && process.Address == rclone)
            process.Kill();
    }

    public async ValueTask LeaveAsync(string? remote)
    {
        lock (All)
        {
            if (--_users == 0)
                All.Remove(_kind);
        }
        using var turn = await _turns.TakeAsync("");
        if (remote is not null && _backends.Remove(remote) && _users > 0 && _process is { HasEnded: false } living)
            await ForgetAsync(living, remote);
        if (_users == 0 && _process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>A name for a remote that nobody has.</summary>
    public static string NextRemote() => string.Create(CultureInfo.InvariantCulture, $"archivolt{Interlocked.Increment(ref _lastRemote)}");

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is { } ended)
        {
            _process = null;
            _failures = Environment.TickCount64 - _started >= SoundAfter.TotalMilliseconds ? 1 : _failures + 1;
            _failed = Environment.TickCount64;
            await ended.DisposeAsync();
        }
        var pause = _failures < 3 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, _failures - 3), LongestPause.TotalSeconds));
        var left = pause - TimeSpan.FromMilliseconds(Environment.TickCount64 - _failed);
        if (left > TimeSpan.Zero)
            throw new BlobException(BlobError.Unavailable, "rclone died again and again; it is started once more in a moment.") { RetryAfter = left };
        try
        {
            _process = await RcloneProcess.StartAsync(_kind.Executable, _kind.Configuration, cancellationToken);
            _started = Environment.TickCount64;
            foreach (var (remote, backend) in _backends)
                await DescribeAsync(remote, backend, cancellationToken);
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException)
                (_failures, _failed) = (_failures + 1, Environment.TickCount64);
            if (_process is { } useless)
            {
                _process = null;
                await useless.DisposeAsync();
            }
            throw;
        }
    }

    // Passwords are in the body of the request, and rclone keeps them in memory.
    private async Task DescribeAsync(string remote, Backend backend, CancellationToken cancellationToken)
    {
        try
        {
            Check(backend, await RcloneHttp.CallAsync(_process!.Address, "config/providers", [], AnswerJson.Default.Backends, cancellationToken));
            var parameters = new JsonObject(backend.Settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)));
            await RcloneHttp.CallAsync(_process!.Address, "config/create", new JsonObject
            {
                ["name"] = remote,
                ["type"] = backend.Type,
                ["parameters"] = parameters,
                ["opt"] = new JsonObject { ["obscure"] = true, ["nonInteractive"] = true },
            }, AnswerJson.Default.Done, cancellationToken);
        }
        catch (Exception exception)
        {
            _backends.Remove(remote);
            throw exception is RcloneException ? new BlobException(BlobError.Configuration, $"rclone does not take the back end '{backend.Type}': {exception.Message}", innerException: exception) : exception;
        }
    }

    // What it does not know rclone passes over.
    private static void Check(Backend backend, Backends known)
    {
        if (known.Providers.Find(kind => kind.Name == backend.Type) is not { } found)
            throw new BlobException(BlobError.Configuration, $"rclone has no back end '{backend.Type}'; see 'rclone help backends'.");
        if (backend.Settings.Keys.FirstOrDefault(name => found.Options?.Exists(option => option.Name == name) is not true) is { } unknown)
            throw new BlobException(BlobError.Configuration, $"rclone's back end '{backend.Type}' has no setting '{unknown}'; see 'rclone help backend {backend.Type}'.");
    }

    private static async Task ForgetAsync(RcloneProcess process, string remote)
    {
        using var limit = new CancellationTokenSource(EndingTime);
        try
        {
            await RcloneHttp.CallAsync(process.Address, "config/delete", new JsonObject { ["name"] = remote }, AnswerJson.Default.Done, limit.Token);
        }
        catch (Exception exception) when (exception is RcloneException or HttpRequestException or OperationCanceledException)
        {
            // It is only a name.
        }
    }
}

/// <summary>A back end in rclone's words.</summary>
internal sealed record Backend(string Type, IReadOnlyDictionary<string, string> Settings);

/// <summary>One store's use of an rclone.</summary>
internal sealed class RcloneUse(SupervisedRclone rclone, Backend? backend) : RcloneServer
{
    private int _hasLeft;

    /// <summary>What rclone calls the described back end; null where its own file describes it.</summary>
    public string? Remote { get; } = backend is null ? null : SupervisedRclone.NextRemote();

    /// <summary>The rclone that is used.</summary>
    public SupervisedRclone Rclone => rclone;

    public override bool IsHere => true;

    public override ValueTask<RcloneAddress> ReachAsync(CancellationToken cancellationToken) => rclone.ReachAsync(Remote, backend, cancellationToken);

    public override ValueTask SuspectAsync() => rclone.SuspectAsync();

    public override bool TryEnd(RcloneAddress address)
    {
        rclone.End(address);
        return true;
    }

    public override ValueTask DisposeAsync() => Interlocked.Exchange(ref _hasLeft, 1) == 0 ? rclone.LeaveAsync(Remote) : ValueTask.CompletedTask;
}
