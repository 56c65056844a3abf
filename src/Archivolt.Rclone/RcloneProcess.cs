using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Rclone;

/// <summary>
/// One run of <c>rclone rcd</c> on a free port of the loopback address, with a random user and password. It ends with this process, however that ends: a shell that waits for the end of a pipe
/// kills it then. rclone 1.60 listens on no Unix socket.
/// </summary>
internal sealed partial class RcloneProcess : IAsyncDisposable
{
    // The shell becomes rclone. What it leaves behind holds the pipe: a line says that rclone has ended, the end of the pipe that its owner has.
    private const string Script = """
        exec 3<&0
        { read -r line <&3 || kill -9 $$; rm -rf "$RCLONE_TEMP_DIR"; } >/dev/null 2>&1 </dev/null &
        exec $(command -v setsid) "$@" 3<&- </dev/null
        """;

    private const int MostLines = 5;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lines = new();
    private readonly Task _ended;

    private RcloneProcess(Process process)
    {
        _process = process;
        _ended = FollowAsync();
    }

    /// <summary>Where it answers.</summary>
    public RcloneAddress Address { get; private set; } = null!;

    public bool HasEnded => _process.HasExited;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _ended;

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="executable">A path, or a name on <c>PATH</c>.</param>
    /// <param name="configuration">rclone's configuration file; empty to keep it in memory, null for rclone's usual one.</param>
    /// <param name="cancellationToken">Cancels; it is ended then.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there is no such program, or it ends at once.</exception>
    public static async Task<RcloneProcess> StartAsync(string executable, string? configuration, CancellationToken cancellationToken)
    {
        var (user, password) = (RandomNumberGenerator.GetHexString(16), RandomNumberGenerator.GetHexString(48));
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", Script, "sh", Find(executable), "rcd" },
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["RCLONE_RC_ADDR"] = "127.0.0.1:0",
                ["RCLONE_RC_USER"] = user,
                ["RCLONE_RC_PASS"] = password,
                ["RCLONE_RC_SERVE"] = "true",
                // A listing would ask for every object else.
                ["RCLONE_USE_SERVER_MODTIME"] = "true",
                ["RCLONE_STREAMING_UPLOAD_CUTOFF"] = $"{RcloneDraft.LongestInMemory / 1024}Ki",
                ["RCLONE_RETRIES"] = "1",
                ["RCLONE_LOW_LEVEL_RETRIES"] = "3",
                ["RCLONE_CONTIMEOUT"] = "15s",
                ["RCLONE_TIMEOUT"] = "60s",
                ["RCLONE_ASK_PASSWORD"] = "false",
                ["RCLONE_LOG_LEVEL"] = "NOTICE",
                ["RCLONE_TEMP_DIR"] = Directory.CreateTempSubdirectory("archivolt-rclone-").FullName,
            },
        };
        if (configuration is not null)
            start.Environment["RCLONE_CONFIG"] = configuration;
        // With it, the S3 back end of rclone 1.60 refuses to begin.
        start.Environment.Remove("AWS_CA_BUNDLE");
        var process = new RcloneProcess(Process.Start(start)!);
        try
        {
            var address = await process._listening.Task.WaitAsync(StartTimeout, cancellationToken);
            process.Address = new RcloneAddress(address, user, password);
            return process;
        }
        catch (Exception exception)
        {
            await process.DisposeAsync();
            throw exception is TimeoutException
                ? new BlobException(BlobError.Unavailable, $"rclone does not answer {StartTimeout.TotalSeconds} seconds after its start.", innerException: exception)
                : exception;
        }
    }

    /// <summary>Ends it at once, also one that was stopped.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        Close(hasEnded: false);
        try
        {
            await _ended.WaitAsync(EndTimeout);
        }
        catch (TimeoutException)
        {
            Kill();
            await _ended;
        }
        _process.Dispose();
    }

    private async Task FollowAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
                _listening.TrySetResult(new Uri(match.Groups["address"].Value));
            _lines.Enqueue(line);
            if (_lines.Count > MostLines)
                _lines.Dequeue();
        }
        await _process.WaitForExitAsync();
        Close(hasEnded: true);
        _listening.TrySetException(new BlobException(BlobError.Configuration,
            $"rclone ended at its start with code {_process.ExitCode}: {RcloneFailure.Cleaned(string.Join(' ', _lines))} Check the settings Executable and ConfigFile."));
        // Nobody may be waiting any more.
        _ = _listening.Task.Exception;
    }

    private void Close(bool hasEnded)
    {
        lock (_lines)
        {
            try
            {
                if (hasEnded)
                    _process.StandardInput.WriteLine();
                _process.StandardInput.Close();
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
                // It is closed already.
            }
        }
    }

    private static string Find(string executable)
    {
        var folders = executable.Contains('/', StringComparison.Ordinal) ? [""] : Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        return folders.Select(folder => Path.Combine(folder, executable)).FirstOrDefault(File.Exists)
            ?? throw new BlobException(BlobError.Configuration,
                $"There is no program '{executable}': install rclone 1.60 or later (apt-get install rclone), or set Executable to where it is.");
    }

    [GeneratedRegex(@"Serving remote control on (?<address>http://127\.0\.0\.1:\d+/)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
