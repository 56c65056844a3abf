using System.Runtime.InteropServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>What tells one state of a content from another.</summary>
/// <param name="EntityTag">Strong entity tag in quotes, or null.</param>
/// <param name="LastModified">In whole seconds, as headers can say it, or null.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Validators(string? EntityTag, DateTimeOffset? LastModified)
{
    /// <summary>A time as headers can say it.</summary>
    public static DateTimeOffset? WholeSeconds(DateTimeOffset? time) =>
        time is { } exact ? DateTimeOffset.FromUnixTimeSeconds(exact.ToUnixTimeSeconds()) : null;
}

/// <summary>A content that somebody may have: how it is opened, and what an answer says of it.</summary>
/// <param name="blob">Its media type, encoding and digest.</param>
/// <param name="fileName">File name for the answer, not empty.</param>
/// <param name="inline">True to show it in the browser, false to save it.</param>
internal abstract class ServedContent(BlobInfo blob, string fileName, bool inline)
{
    /// <summary>Media type, encoding and digest.</summary>
    public BlobInfo Blob => blob;

    /// <summary>File name for the answer.</summary>
    public string FileName => fileName;

    /// <summary>True to show it in the browser, false to save it.</summary>
    public bool Inline => inline;

    /// <summary>The validators where they are known without the store.</summary>
    public abstract Validators? KnownValidators { get; }

    /// <summary>The validators of what the store has.</summary>
    public abstract Validators ValidatorsOf(BlobStat stat);

    /// <summary>Opens it.</summary>
    public abstract ValueTask<BlobContent> OpenAsync(ByteRange range, CancellationToken cancellationToken);

    /// <summary>What the store knows of it, for answers without content.</summary>
    public abstract ValueTask<BlobStat> StatAsync(CancellationToken cancellationToken);

    /// <summary>Called before bytes of it go; never for HEAD, 304 or a refusal.</summary>
    /// <param name="parts">What goes; nothing where the server in front sends it.</param>
    /// <param name="isPart">True where ranges were asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public virtual ValueTask BeginAsync(IReadOnlyList<ContentPart> parts, bool isPart, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Called when bytes of it were given to the connection.</summary>
    public virtual void Sent(long count) { }

    /// <summary>Called when the answer has ended or was broken off.</summary>
    public virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>Names the file that holds the content to the server in front, which then sends it; false where this server sends it.</summary>
    public virtual bool TryHandOver(BlobContent content, HttpResponse response) => false;

    /// <summary>Sets how long an answer may be kept, and by whom; unless overridden, that is the endpoint's to say.</summary>
    public virtual void SetCaching(HttpContext context) { }
}
