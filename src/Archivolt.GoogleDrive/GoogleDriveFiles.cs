using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Api = Archivolt.GoogleDrive.DriveJson;

namespace Archivolt.GoogleDrive;

/// <summary>
/// Files in people's Google Drive and in shared drives, by API version 3. Google's own documents have no bytes: Drive exports them, as PDF unless something else is asked for.
/// </summary>
public sealed class GoogleDriveFiles : ILinkedFiles, IActsForDomain
{
    private const string Native = "application/vnd.google-apps.";
    private const string Pdf = "application/pdf";
    private const int PageSize = 1000;

    // Has neither bytes nor an export of its own.
    private static readonly string[] NoFiles = [$"{Native}folder", $"{Native}shortcut"];

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Applications = new(StringComparer.Ordinal)
    {
        [$"{Native}document"] = "Google Docs",
        [$"{Native}spreadsheet"] = "Google Sheets",
        [$"{Native}presentation"] = "Google Slides",
        [$"{Native}drawing"] = "Google Drawings",
        [$"{Native}form"] = "Google Forms",
    };

    private readonly GoogleDriveOptions _options;
    private readonly LinkedHttp _http;
    private readonly DriveApi _api;
    private readonly DomainAccounts? _domain;

    /// <summary>Reaches Drive.</summary>
    /// <param name="options">How; null for the usual.</param>
    /// <param name="clock">For <c>Retry-After</c>.</param>
    /// <exception cref="IOException">The key file of the service account cannot be read.</exception>
    public GoogleDriveFiles(GoogleDriveOptions? options = null, TimeProvider? clock = null)
    {
        _options = options ?? new GoogleDriveOptions();
        var scope = _options.KeepsRevisions ? "https://www.googleapis.com/auth/drive" : "https://www.googleapis.com/auth/drive.readonly";
        Service = new OAuth2Service
        {
            AuthorizationUrl = new Uri("https://accounts.google.com/o/oauth2/v2/auth"),
            TokenUrl = new Uri("https://oauth2.googleapis.com/token"),
            Scopes = ["openid", "email", scope],
            // Without both there is no refresh token from the second time on.
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["access_type"] = "offline", ["prompt"] = "consent" },
        };
        _domain = _options.ServiceAccount is { } account ? new DomainAccounts(account, [scope]) : null;
        _http = new LinkedHttp("Google Drive", new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = AnswerTimeout }, clock);
        _api = new DriveApi(_http);
    }

    /// <inheritdoc/>
    public OAuth2Service Service { get; }

    /// <inheritdoc/>
    public LinkedCredentials? ActFor(string email) => _domain?.ActFor(email);

    /// <inheritdoc/>
    public async ValueTask<string> GetAccountAsync(LinkedCredentials who, CancellationToken cancellationToken = default)
    {
        var info = await _api.CallAsync(who, HttpMethod.Get, _options.UserInfoUrl, Api.Default.UserInfo, body: null, cancellationToken);
        return info is { IsVerified: true, Email: { Length: > 0 } email }
            ? email
            : throw new BlobException(BlobError.PermissionDenied, "Google has not verified the e-mail address of this account.");
    }

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(LinkedCredentials who, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(who);
        var token = await who.GetTokenAsync(cancellationToken: cancellationToken);
        using var answer = await _http.SendAsync(
            who, () => new HttpRequestMessage(HttpMethod.Post, _options.RevocationUrl) { Content = new FormUrlEncodedContent([new("token", token)]) }, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public string? IdOf(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Host is not ("drive.google.com" or "docs.google.com"))
            return null;
        // …/file/d/ID/view, …/document/d/ID/edit, …/open?id=ID
        var segments = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Array.IndexOf(segments, "d") is >= 0 and var place && place + 1 < segments.Length ? segments[place + 1]
            : address.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).FirstOrDefault(pair => pair is ["id", { Length: > 0 }])?[1];
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedFile?> FindAsync(LinkedCredentials who, string fileId, string? revision = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var file = await GetAsync(who, fileId, DriveFile.Fields, cancellationToken);
            if (NoFiles.Contains(file.MimeType, StringComparer.Ordinal))
                return null;
            if (revision is null)
                return Described(file);
            var kept = await _api.CallAsync(who, HttpMethod.Get, RevisionAddress(fileId, revision, $"?fields={DriveRevision.Fields}"), Api.Default.DriveRevision, body: null, cancellationToken);
            return Described(file) with
            {
                Revision = revision,
                Version = revision,
                RevisionId = revision,
                Modified = kept.ModifiedTime,
                MediaType = kept.MimeType,
                Length = kept.Size,
                Digest = DigestOf(kept.Md5Checksum),
                HasThumbnail = false,
            };
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(LinkedCredentials who, LinkedFile file, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var asked = range.IsAll ? null : new RangeHeaderValue(range.Offset, range.Count is { } count ? range.Offset + count - 1 : null);
        var address = file.Revision is { } revision ? RevisionAddress(file.Id, revision, "?alt=media") : FileAddress(file.Id, "?alt=media&supportsAllDrives=true");
        var answer = await _api.OpenAsync(who, address, asked, cancellationToken);
        try
        {
            if (asked is not null && answer.StatusCode != HttpStatusCode.PartialContent)
                throw new BlobException(BlobError.IO, "Google Drive sent the whole file where a part of it was asked for.");
            // Drive does not say which state it sends; if the file is the same after the answer began, it was when it began.
            if (file.Revision is null && (await GetAsync(who, file.Id, DriveFile.VersionFields, cancellationToken)).Version != file.Version)
                throw new BlobException(BlobError.Conflict, "The file was changed in Google Drive a moment ago.");
            return await AnswerStream.OfAsync(answer, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedContent> ConvertAsync(LinkedCredentials who, LinkedFile file, string mediaType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Revision is not null)
            throw new BlobException(BlobError.Unsupported, "Google Drive converts only the present state of its documents.");
        var answer = await _api.OpenAsync(who, FileAddress(file.Id, $"/export?mimeType={Uri.EscapeDataString(mediaType)}"), range: null, cancellationToken);
        return await LinkedContent.OfAsync(answer, mediaType, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedContent?> OpenThumbnailAsync(LinkedCredentials who, LinkedFile file, int size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        // The link lives for hours only, so it is asked for anew.
        var now = await GetAsync(who, file.Id, DriveFile.Fields, cancellationToken);
        if (now.ThumbnailLink is not { } link || !Uri.TryCreate(Sized(link, size), UriKind.Absolute, out var address) || !IsGoogles(address))
            return null;
        var answer = await _api.OpenAsync(who, address, range: null, cancellationToken);
        return await LinkedContent.OfAsync(answer, mediaType: null, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LinkedRevision> ListRevisionsAsync(LinkedCredentials who, LinkedFile file, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        for (string? page = null; ;)
        {
            var query = $"/revisions?pageSize={PageSize}&fields=nextPageToken,revisions({DriveRevision.Fields}){(page is null ? "" : $"&pageToken={Uri.EscapeDataString(page)}")}";
            var answer = await _api.CallAsync(who, HttpMethod.Get, FileAddress(file.Id, query), Api.Default.DriveRevisions, body: null, cancellationToken);
            foreach (var revision in answer.Revisions ?? [])
                yield return new LinkedRevision(revision.Id, revision.ModifiedTime, revision.Size, revision.KeepForever ?? false);
            if (answer.NextPageToken is not { } next)
                yield break;
            page = next != page ? next : throw new BlobException(BlobError.IO, "Google Drive does not go on with the revisions of the file.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string?> KeepRevisionAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!_options.KeepsRevisions || file.Length is null || file.RevisionId is not { } present)
            return null;
        try
        {
            var kept = await _api.CallAsync(
                who, HttpMethod.Patch, RevisionAddress(file.Id, present, $"?fields={DriveRevision.Fields}"), Api.Default.DriveRevision, """{"keepForever":true}"""u8.ToArray(), cancellationToken);
            return kept.KeepForever is true ? kept.Id : null;
        }
        // Drive keeps 200 of a file, and changes nothing of what the account may only read.
        catch (BlobException exception) when (!exception.IsTransient)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Uri?> SignUrlAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default) => ValueTask.FromResult<Uri?>(null);

    /// <inheritdoc/>
    public async ValueTask<LinkedChanges> ListChangesAsync(LinkedCredentials who, string? cursor, CancellationToken cancellationToken = default)
    {
        if (cursor is null)
            return await BeginAsync(who, isComplete: true, cancellationToken);
        try
        {
            var query = $"changes?pageToken={Uri.EscapeDataString(cursor)}&pageSize={PageSize}&includeItemsFromAllDrives=true&supportsAllDrives=true"
                + "&fields=nextPageToken,newStartPageToken,changes(fileId)";
            var page = await _api.CallAsync(who, HttpMethod.Get, new Uri(_options.ApiUrl, query), Api.Default.DriveChanges, body: null, cancellationToken);
            return new LinkedChanges([.. (page.Changes ?? []).Select(change => change.FileId).OfType<string>()], page.NextPageToken ?? page.NewStartPageToken ?? cursor, page.NextPageToken is not null);
        }
        catch (BlobException exception) when (exception.Error is BlobError.NotFound or BlobError.Unsupported)
        {
            return await BeginAsync(who, isComplete: false, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<LinkedChanges> BeginAsync(LinkedCredentials who, bool isComplete, CancellationToken cancellationToken)
    {
        var start = await _api.CallAsync(who, HttpMethod.Get, new Uri(_options.ApiUrl, "changes/startPageToken?supportsAllDrives=true"), Api.Default.DriveChanges, body: null, cancellationToken);
        return new LinkedChanges([], start.StartPageToken ?? throw new BlobException(BlobError.IO, "Google Drive names no place to begin its changes at."), HasMore: false, isComplete);
    }

    private Task<DriveFile> GetAsync(LinkedCredentials who, string id, string fields, CancellationToken cancellationToken) =>
        _api.CallAsync(who, HttpMethod.Get, FileAddress(id, $"?supportsAllDrives=true&fields={fields}"), Api.Default.DriveFile, body: null, cancellationToken);

    private Uri FileAddress(string id, string rest) => new(_options.ApiUrl, $"files/{Segment(id)}{rest}");

    private Uri RevisionAddress(string id, string revision, string rest) => FileAddress(id, $"/revisions/{Segment(revision)}{rest}");

    // Dots alone would lead to another call.
    private static string Segment(string id) => id is "." or ".."
        ? throw new BlobException(BlobError.NotFound, "Google Drive has no file with such an id.")
        : Uri.EscapeDataString(id);

    private static LinkedFile Described(DriveFile file)
    {
        var isNative = file.MimeType?.StartsWith(Native, StringComparison.Ordinal) is true;
        return new LinkedFile
        {
            Id = file.Id,
            Name = file.Name,
            Version = file.Version,
            RevisionId = file.HeadRevisionId,
            Modified = file.ModifiedTime,
            MediaType = file.MimeType,
            Length = isNative ? null : file.Size,
            Digest = DigestOf(file.Md5Checksum),
            IsTrashed = file.Trashed,
            CanDownload = (file.Capabilities?.CanDownload ?? true) && (!isNative || file.ExportLinks is { Count: > 0 }),
            Conversions = [.. (file.ExportLinks?.Keys ?? []).OrderBy(type => type != Pdf).ThenBy(type => type, StringComparer.Ordinal)],
            HasThumbnail = file.ThumbnailLink is not null,
            AppLinks = file.WebViewLink is { } link ? [new AppLink(Applications.GetValueOrDefault(file.MimeType ?? "", "Google Drive"), file.IconLink, link)] : [],
            ViewUrl = file.WebViewLink,
            EditUrl = file.Capabilities?.CanEdit is true ? file.WebViewLink : null,
            EmbedUrl = file.WebViewLink is { } view ? Embedded(view) : null,
        };
    }

    private static Digest? DigestOf(string? md5) => md5 is null ? null : Digest.OfKey(md5);

    // The view with the last segment of its path replaced.
    private static Uri? Embedded(Uri view)
    {
        var path = view.AbsolutePath.TrimEnd('/');
        return path.LastIndexOf('/') is > 0 and var end ? new UriBuilder(view) { Path = path[..end] + "/preview", Query = "" }.Uri : null;
    }

    private static string Sized(string link, int size) => link.LastIndexOf("=s", StringComparison.Ordinal) is > 0 and var end ? $"{link[..end]}=s{size}" : link;

    // A token goes to nobody else, whatever an answer says.
    private bool IsGoogles(Uri address) => address.Authority == _options.ApiUrl.Authority
        || (address.Scheme == Uri.UriSchemeHttps && (address.Host.EndsWith(".google.com", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".googleusercontent.com", StringComparison.OrdinalIgnoreCase)));
}
