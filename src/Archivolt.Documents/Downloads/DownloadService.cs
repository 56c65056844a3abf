using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Moves;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Downloads;

/// <summary>
/// The one way by which content leaves: finds the blob, asks the permissions, and records the download. Sending the bytes is the host's
/// half (<c>Archivolt.AspNetCore</c>).
/// </summary>
public sealed partial class DownloadService(
    IDocumentStore documents, IDocumentAccess access, DocumentBlobs blobs, SchemaRegistry schemas, IAuditLog audit,
    IEnumerable<IDownloadPermission> permissions, TimeProvider clock, ILogger<DownloadService> logger, AccessRecorder? accesses = null, LinkedFileAccess? linked = null)
    : IAsyncDisposable
{
    private const string SignInFirst = "Authentication is needed for downloading the blob: sign in and ask again.";

    private readonly IDownloadPermission[] _permissions = [.. permissions];
    private readonly LateRecords _records = new(audit, clock, logger);
    private readonly RecentDownloads _recent = new(clock);

    /// <summary>How many downloads and refusals, or facts of downloads, are not in the audit log yet, because the database had no room for them.</summary>
    public int Unrecorded => _records.Count;

    /// <summary>Resolves a request and checks every permission. The store is asked for nothing but a signed URL.</summary>
    /// <exception cref="DownloadException">The download is refused; a refusal by a permission is in the audit as <c>downloadDenied</c>.</exception>
    /// <exception cref="BlobException">The store failed.</exception>
    public async Task<DownloadTicket> AuthorizeAsync(DownloadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var document = await FindDocumentAsync(request, cancellationToken);
        var (path, blob, askedName) = FindBlob(document, request);
        LinkedAccess? seen = null;
        if (linked?.IsLinked(blob.Key) is true)
            (seen, blob) = await FindLinkedAsync(request, document, path, blob, cancellationToken);
        var fileName = DownloadFileName.Shorten(DownloadFileName.Clean(askedName) ?? DownloadFileName.Clean(blob.FileName) ?? "file");
        if (_permissions.Length > 0)
            await AskPermissionsAsync(request, document, path, blob, seen is null ? fileName : path.ToString(), cancellationToken);
        var provider = seen is null ? ProviderOf(document, path, blob) : linked!.Open(seen);
        return new DownloadTicket
        {
            Request = request,
            Document = document,
            Path = path,
            Blob = blob,
            Provider = provider,
            Linked = seen,
            FileName = fileName,
            IsForeign = seen is not null,
            AllowedBy = [.. _permissions.Select(permission => permission.Name)],
            LastModified = document.Modified,
            Redirect = seen is { Provider.DirectDownload: true, File: { Length: not null } file, Credentials: { } who }
                ? await seen.Provider.Files.SignUrlAsync(who, file, cancellationToken)
                : await SignAsync(request, blob, provider, fileName, cancellationToken),
        };
    }

    /// <summary>Opens the content of an allowed download: length, tag and bytes are those of one content, whatever replaces it meanwhile.</summary>
    /// <exception cref="DownloadException">The content is missing.</exception>
    /// <exception cref="BlobException">The store failed.</exception>
    public async ValueTask<BlobContent> OpenAsync(DownloadTicket ticket, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        try
        {
            return await ticket.Provider.OpenContentAsync(ticket.Blob.Key.Key, range, cancellationToken);
        }
        catch (BlobException exception) when (IsMissing(exception))
        {
            throw Missing(ticket.Document, ticket.Path, ticket.Blob, exception);
        }
    }

    /// <summary>What the store knows of the content of an allowed download, for answers without content.</summary>
    /// <exception cref="DownloadException">The content is missing.</exception>
    /// <exception cref="BlobException">The store failed.</exception>
    public async ValueTask<BlobStat> StatAsync(DownloadTicket ticket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        try
        {
            return await ticket.Provider.StatAsync(ticket.Blob.Key.Key, cancellationToken) ?? throw Missing(ticket.Document, ticket.Path, ticket.Blob);
        }
        catch (BlobException exception) when (IsMissing(exception))
        {
            throw Missing(ticket.Document, ticket.Path, ticket.Blob, exception);
        }
    }

    /// <summary>
    /// Begins an answer with content, or a redirect to it: notes the access for rules that speak of it, and writes into the one audit entry of the logical download what is to go
    /// out, before the first byte does. Never called for HEAD and 304. An answer to a request for ranges goes on with the download that the same reader began less than
    /// half an hour ago on this server, and adds to its entry. Where the database cannot be written (<see cref="BlobError.NoSpace"/>, <see cref="BlobError.ReadOnly"/>,
    /// <see cref="BlobError.IO"/>) the entry waits in memory and the download goes on (<see cref="Unrecorded"/>).
    /// </summary>
    /// <param name="ticket">The allowed download.</param>
    /// <param name="parts">The bytes that are to go out, in their order, each part with its length; none where another server sends them.</param>
    /// <param name="isPart">True where ranges were asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Delivery> BeginAsync(
        DownloadTicket ticket, IReadOnlyList<ByteRange> parts, bool isPart = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(parts);
        cancellationToken.ThrowIfCancellationRequested();
        accesses?.Note(new BlobKey(ticket.Provider.Id, ticket.Blob.Key.Key));
        var facts = Facts(ticket);
        // Small content that was sent whole is never resumed.
        Reading? reading = !isPart && parts is [{ Count: <= RecentDownloads.Small }] ? null : Reading.Of(ticket, facts);
        var download = reading is { } known ? _recent.Find(known, isPart, Make) : Make();
        var delivery = download.Begin(parts, isPart);
        try
        {
            await download.RecordAsync();
            return delivery;
        }
        catch
        {
            download.Cancel(delivery);
            if (reading is { } failed)
                _recent.Forget(failed, download);
            throw;
        }

        LogicalDownload Make() => new(EntryOf(ticket, facts), _records);
    }

    /// <summary>Writes what is not in the audit log yet, where the database can be written again.</summary>
    public ValueTask DisposeAsync() => _records.DisposeAsync();

    // Content from cold storage has an event of its own, as on the platform.
    private AuditEntry EntryOf(DownloadTicket ticket, Dictionary<string, string> facts) =>
        ticket.Document.Event(ticket.Path == ColdContent.Path ? "coldStorageDownload" : "download", ticket.Request.Principal, clock, ticket.RecordedName, facts);

    private static Dictionary<string, string> Facts(DownloadTicket ticket)
    {
        var facts = Facts(ticket.Request, ticket.Path, ticket.RecordedName);
        if (ticket.EntityTag is { } digest)
            facts["digest"] = digest;
        if (ticket.AllowedBy.Count > 0)
            facts["allowedBy"] = string.Join(", ", ticket.AllowedBy);
        // The query of a signed URL is its secret; a vendor's link may have it, or the file's id, in its path.
        if (ticket.Redirect is { } redirect)
            facts["redirect"] = redirect.GetComponents(ticket.IsForeign ? UriComponents.SchemeAndServer : UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return facts;
    }

    private async ValueTask<Document> FindDocumentAsync(DownloadRequest request, CancellationToken cancellationToken)
    {
        var document = request.Document ?? await documents.FindAsync(request.Repository, request.DocumentId, cancellationToken);
        if (document is not null && await access.IsAllowedAsync(request.Principal, Permission.Read, document, cancellationToken))
            return document;
        throw request.Principal.IsAnonymous
            ? new DownloadException(DownloadError.AuthenticationNeeded, SignInFirst)
            : new DownloadException(DownloadError.NotFound,
                $"No document found: there is no document '{request.DocumentId}' in repository '{request.Repository}' that you may read.");
    }

    private (PropertyPath Path, BlobInfo Blob, string? FileName) FindBlob(Document document, DownloadRequest request)
    {
        if (BlobAt(document, request.XPath) is { } found)
            return (found.Path, found.Blob, request.FileName);
        if (request is { XPath: { } xpath, FileName: { } end } && BlobAt(document, $"{xpath}/{end}") is { } longer)
            return (longer.Path, longer.Blob, null);
        throw NoBlob(request.XPath is null
            ? $"document '{document.Id}' has no main blob."
            : $"document '{document.Id}' has no blob at '{request.XPath}'; write a property path with prefix, like 'file:content', or 'blobholder:0'.");
    }

    // Permissions are given the real path only, so that no spelling slips past one that tests it; a path without prefix names no blob.
    private (PropertyPath Path, BlobInfo Blob)? BlobAt(Document document, string? xpath)
    {
        var path = xpath is null || xpath.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal)
            ? BlobHolder.Of(document, schemas)?.Find(xpath ?? $"{BlobHolder.Prefix}0")
            : PropertyPath.TryParse(xpath, out var asked) && asked.HasPrefix ? schemas.Canonical(asked) : null;
        return path is not null && document.Properties.Get(path) is BlobInfo blob ? (path, blob) : null;
    }

    private async ValueTask AskPermissionsAsync(
        DownloadRequest request, Document document, PropertyPath path, BlobInfo blob, string fileName, CancellationToken cancellationToken)
    {
        // The blob with its own name: the one in the URL is the asker's choice.
        var context = new DownloadContext(
            request.Principal, document, path, request.XPath, blob, request.Reason, request.Infos);
        List<string>? refusing = null;
        foreach (var permission in _permissions)
        {
            if (!await AllowsAsync(permission, context, cancellationToken))
                (refusing ??= []).Add(permission.Name);
        }
        if (refusing is null)
            return;
        var facts = Facts(request, path, fileName);
        facts["refusedBy"] = string.Join(", ", refusing);
        await _records.WriteAsync(document.Event("downloadDenied", request.Principal, clock, fileName, facts), cancellationToken);
        throw new DownloadException(DownloadError.Denied, "Permission denied: a rule of this server refuses this download.");
    }

    private async ValueTask<bool> AllowsAsync(IDownloadPermission permission, DownloadContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await permission.AllowsAsync(context, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogPermissionFailed(exception, permission.Name, context.Document.Id, context.Path);
            return false;
        }
    }

    // What the vendor says of the file now, to this person.
    private async ValueTask<(LinkedAccess Access, BlobInfo Blob)> FindLinkedAsync(
        DownloadRequest request, Document document, PropertyPath path, BlobInfo blob, CancellationToken cancellationToken)
    {
        LinkedAccess found;
        try
        {
            found = await linked!.FindAsync(request.Principal, blob.Key, cancellationToken);
        }
        catch (BlobException exception) when (IsMissing(exception))
        {
            throw Missing(document, path, blob, exception);
        }
        var message = found.Message ?? $"{found.Provider.Label} does not let you download it.";
        return found switch
        {
            { State: LinkedState.Available, File.CanDownload: true } => (found, Described(found)),
            { State: LinkedState.Unavailable } => throw new DownloadException(DownloadError.Unavailable, message) { RetryAfter = found.RetryAfter },
            { State: LinkedState.NotFound } => throw Refusal(DownloadError.NotFound, $"No blob found: {message}"),
            _ when request.Principal.IsAnonymous => throw Refusal(DownloadError.AuthenticationNeeded, SignInFirst),
            _ => throw Refusal(DownloadError.Denied, $"Permission denied: {message}"),
        };
    }

    private static DownloadException Refusal(DownloadError error, string message) => new(error, message) { IsOfLinkedFile = true };

    private static BlobInfo Described(LinkedAccess found)
    {
        var (name, mediaType) = LinkedNames.Of(found.File!);
        return LinkedFileAccess.Describe(found) with { FileName = name, MediaType = mediaType };
    }

    private BlobProvider ProviderOf(Document document, PropertyPath path, BlobInfo blob)
    {
        try
        {
            return blobs.ProviderOf(blob, document.Repository);
        }
        catch (BlobException exception) when (IsMissing(exception))
        {
            throw Missing(document, path, blob, exception);
        }
    }

    private static bool IsMissing(BlobException exception) => exception.Error is BlobError.NotFound or BlobError.InvalidKey;

    private DownloadException Missing(Document document, PropertyPath path, BlobInfo blob, Exception? cause = null)
    {
        LogContentMissing(cause, document.Repository, document.Id, path, blob.Key);
        return NoBlob($"the content behind '{path}' of document '{document.Id}' is missing from its store; tell the administrator.");
    }

    private static async ValueTask<Uri?> SignAsync(
        DownloadRequest request, BlobInfo blob, BlobProvider provider, string fileName, CancellationToken cancellationToken)
    {
        await provider.EnsureOpenAsync(cancellationToken);
        if (provider.Ability<ISignsUrls>() is not { } signer)
            return null;
        var usage = new UrlRequest(UrlUsage.Download, blob.MediaType, ContentDisposition.Format(fileName, request.Inline));
        return (await signer.SignAsync(blob.Key.Key, usage, cancellationToken))?.Url;
    }

    private static Dictionary<string, string> Facts(DownloadRequest request, PropertyPath path, string fileName) =>
        new(request.Infos, StringComparer.Ordinal)
        {
            ["blobXPath"] = request.XPath ?? path.ToString(),
            ["blobFilename"] = fileName,
            ["downloadReason"] = request.Reason,
        };

    private static DownloadException NoBlob(string reason) => new(DownloadError.NotFound, $"No blob found: {reason}");

    [LoggerMessage(1, LogLevel.Error, "Download permission {Permission} failed on {XPath} of document {DocumentId}; the download is refused.")]
    private partial void LogPermissionFailed(Exception exception, string permission, string documentId, PropertyPath xPath);

    [LoggerMessage(2, LogLevel.Error, "The content of document {Repository}/{DocumentId} at {XPath} is missing: no provider or store has {Key}.")]
    private partial void LogContentMissing(Exception? exception, string repository, string documentId, PropertyPath xPath, BlobKey key);
}
