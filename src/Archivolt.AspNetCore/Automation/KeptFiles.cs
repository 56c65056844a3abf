using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Automation;

/// <summary>
/// Content of operations that is fetched later, each as a temporary blob of whoever started the operation. Whether they may have it is asked at once; what it is made of is read
/// in the background, unless it stands in the request.
/// </summary>
internal sealed partial class KeptFiles : IAsyncDisposable
{
    private readonly TemporaryBlobs _temporary;
    private readonly DownloadService _downloads;
    private readonly MakingPlaces _places;
    private readonly ILogger<KeptFiles> _logger;
    private readonly CancellationTokenSource _stopped = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    public KeptFiles(TemporaryBlobs temporary, DownloadService downloads, MakingPlaces places, IHostApplicationLifetime lifetime, ILogger<KeptFiles> logger)
    {
        (_temporary, _downloads, _places, _logger) = (temporary, downloads, places, logger);
        _stopping = lifetime.ApplicationStopping.Register(_stopped.Cancel);
    }

    /// <summary>Keeps content for whoever asks; returns its key, under which it is known from now on.</summary>
    /// <param name="blobs">The content.</param>
    /// <param name="context">The request.</param>
    public async Task<Guid> KeepAsync(OperationResult.Blobs blobs, HttpContext context)
    {
        var allowed = await AllowedBlob.OfAsync(blobs.Items, context, _downloads);
        var (owner, name) = (context.ActingPrincipal(), allowed.Count == 1 ? allowed[0].FileName : "files");
        return blobs.Items.Any(blob => blob is OperationBlob.Made { NeedsRequest: true })
            ? await StoreAtOnceAsync(owner, name, allowed, blobs.IsList, context.RequestAborted)
            : await BeginAsync(owner, name, allowed, blobs.IsList, context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.DisposeAsync();
        await _stopped.CancelAsync();
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running);
        _stopped.Dispose();
    }

    private async Task<Guid> StoreAtOnceAsync(Principal owner, string name, IReadOnlyList<AllowedBlob> allowed, bool isList, CancellationToken cancellationToken)
    {
        var kept = await _temporary.BeginAsync(owner, name, cancellationToken);
        try
        {
            await StoreAsync(kept, allowed, isList, cancellationToken);
        }
        catch
        {
            await _temporary.EndAsync(kept, CancellationToken.None);
            throw;
        }
        return kept.Key;
    }

    // The place first: what is refused leaves nothing behind.
    private async Task<Guid> BeginAsync(Principal owner, string name, IReadOnlyList<AllowedBlob> allowed, bool isList, CancellationToken cancellationToken)
    {
        _places.Take(owner.Name);
        TemporaryBlob kept;
        try
        {
            kept = await _temporary.BeginAsync(owner, name, cancellationToken);
        }
        catch
        {
            _places.Leave(owner.Name);
            throw;
        }
        lock (_lock)
        {
            _running.RemoveWhere(task => task.IsCompleted);
            _running.Add(Task.Run(() => MakeAsync(owner, kept, allowed, isList), CancellationToken.None));
        }
        return kept.Key;
    }

    private async Task MakeAsync(Principal owner, TemporaryBlob kept, IReadOnlyList<AllowedBlob> allowed, bool isList)
    {
        try
        {
            await StoreAsync(kept, allowed, isList, _stopped.Token);
        }
        catch (Exception exception)
        {
            var (status, message) = ErrorStatus.Of(exception);
            if (_stopped.IsCancellationRequested)
                message = "The server was stopped meanwhile; start the operation again.";
            else if (status >= StatusCodes.Status500InternalServerError)
                LogFailed(exception, kept.Key);
            await FailAsync(kept, message);
        }
        finally
        {
            _places.Leave(owner.Name);
        }
    }

    private async Task FailAsync(TemporaryBlob kept, string message)
    {
        try
        {
            await _temporary.FailAsync(kept, message, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // It is not there, and expires soon.
            LogFailed(exception, kept.Key);
        }
    }

    private async Task StoreAsync(TemporaryBlob kept, IReadOnlyList<AllowedBlob> allowed, bool isList, CancellationToken cancellationToken)
    {
        var made = await AllowedBlob.MakeAsync(allowed, _downloads, cancellationToken);
        var content = made is [var only] && !isList ? only : BlobListAnswer.Of(made);
        await _temporary.StoreAsync(kept, content.FileName, content.MediaType, content.WriteAsync, cancellationToken);
    }

    [LoggerMessage(150, LogLevel.Error, "What an operation was to leave as {Key} cannot be made.")]
    private partial void LogFailed(Exception exception, Guid key);
}
