using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Uploads;

/// <summary>
/// The files of upload batches that one request uses. Right before its answer goes, the batches are dropped, unless the request has the header
/// <c>X-Batch-No-Drop: true</c>.
/// </summary>
internal sealed partial class UploadedFiles
{
    private const string NoDropHeader = "X-Batch-No-Drop";

    private readonly HttpContext _context;
    private readonly UploadSessions _sessions;
    private readonly Principal _principal;
    private readonly Dictionary<string, bool> _used = new(StringComparer.Ordinal);

    private bool _areSent;

    private UploadedFiles(HttpContext context)
    {
        (_context, _principal) = (context, context.ActingPrincipal());
        _sessions = context.RequestServices.GetRequiredService<UploadSessions>();
        if (!string.Equals(context.Request.Headers[NoDropHeader], "true", StringComparison.OrdinalIgnoreCase))
            context.Response.OnStarting(DropAsync);
    }

    /// <summary>Those of a request.</summary>
    public static UploadedFiles Of(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(UploadedFiles), out var files))
            return (UploadedFiles)files!;
        var made = new UploadedFiles(context);
        context.Items[typeof(UploadedFiles)] = made;
        return made;
    }

    /// <summary>The input of an operation on a batch; the batch goes after it whether the operation succeeds or not.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="index">One file; null for all, by number.</param>
    /// <exception cref="DocumentException">There is no such batch or file, or it is not complete.</exception>
    public async Task<IReadOnlyList<BlobSource>> InputAsync(string batch, int? index)
    {
        UploadFile[] files = index is { } one ? [await FileAsync(one)] : [.. (await _sessions.GetAsync(_principal, batch, _context.RequestAborted)).Files];
        // Of one that grows only the storage knows whether all has arrived.
        for (var i = 0; i < files.Length; i++)
            files[i] = files[i].IsComplete ? files[i] : await FileAsync(files[i].Index);
        _used[batch] = true;
        return [.. files.Select(_sessions.SourceOf)];

        Task<UploadFile> FileAsync(int number) => _sessions.GetFileAsync(_principal, batch, number, _context.RequestAborted);
    }

    /// <summary>A file that a blob value names; null when there is none. The batch goes when the request succeeds.</summary>
    /// <exception cref="DocumentException">The file is not complete.</exception>
    public async Task<BlobSource?> FindAsync(string batch, int index)
    {
        UploadFile file;
        try
        {
            file = await _sessions.GetFileAsync(_principal, batch, index, _context.RequestAborted);
        }
        catch (DocumentException exception) when (exception.Error == DocumentError.NotFound)
        {
            return null;
        }
        _used.TryAdd(batch, false);
        return _sessions.SourceOf(file);
    }

    /// <summary>Has the batches dropped after the answer, since it is made of their files.</summary>
    public void KeepUntilSent() => _areSent = true;

    private Task DropAsync()
    {
        if (!_areSent)
            return DropUsedAsync();
        _context.Response.OnCompleted(DropUsedAsync);
        return Task.CompletedTask;
    }

    private async Task DropUsedAsync()
    {
        foreach (var (batch, always) in _used)
        {
            if (!always && _context.Response.StatusCode >= StatusCodes.Status400BadRequest)
                continue;
            try
            {
                await _sessions.DropAsync(_principal, batch, CancellationToken.None);
            }
            catch (Exception exception) when (exception is DocumentException or BlobException)
            {
                // The answer is decided; the batch expires by itself.
                LogLeft(_context.RequestServices.GetRequiredService<ILogger<UploadedFiles>>(), exception, batch);
            }
        }
    }

    [LoggerMessage(140, LogLevel.Warning, "The upload batch {Batch} was used and cannot be dropped; it expires.")]
    private static partial void LogLeft(ILogger logger, Exception exception, string batch);
}
