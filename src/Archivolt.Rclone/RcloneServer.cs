using System.Net.Http.Headers;
using System.Text;

namespace Archivolt.Rclone;

/// <summary>An rclone that takes requests.</summary>
internal abstract class RcloneServer : IAsyncDisposable
{
    /// <summary>Where it is, and as whom to ask; starts it where it is to be run and does not run.</summary>
    /// <exception cref="Blobs.BlobException">It cannot be started.</exception>
    public abstract ValueTask<RcloneAddress> ReachAsync(CancellationToken cancellationToken);

    /// <summary>True where it runs on this machine, and reaches what listens on the loopback address.</summary>
    public virtual bool IsHere => false;

    /// <summary>To be called after a connection broke: gives a process that is ending the time to be noticed.</summary>
    public virtual ValueTask SuspectAsync() => ValueTask.CompletedTask;

    /// <summary>To be called when it answers nothing any more: ends the process, so that the next request starts another. False where somebody else runs it.</summary>
    public virtual bool TryEnd(RcloneAddress rclone) => false;

    public abstract ValueTask DisposeAsync();
}

/// <summary>Where an rclone is, and as whom to ask.</summary>
internal sealed class RcloneAddress(Uri address, string user, string password)
{
    public AuthenticationHeaderValue Credentials { get; } = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>The address of a command or an object; it holds no secret.</summary>
    public Uri Of(string path) => new(address, path);
}

/// <summary>An rclone that somebody else runs.</summary>
internal sealed class RunningRclone(RcloneStoreOptions options) : RcloneServer
{
    private readonly RcloneAddress _address = new(
        new Uri(options.Address!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/"), options.User!, options.Password!);

    public override ValueTask<RcloneAddress> ReachAsync(CancellationToken cancellationToken) => new(_address);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
