using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Api = Archivolt.Dropbox.DropboxJson;

namespace Archivolt.Dropbox;

/// <summary>
/// Files in people's Dropbox, by API version 2. A file is named by its id (<c>id:…</c>), which stays with it wherever it is moved; the paths in keys of the platform are understood too. It
/// is read by its revision, so that what arrives is what was found.
/// </summary>
public sealed class DropboxFiles : ILinkedFiles
{
    private const int MostRevisions = 100;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    // What Dropbox makes pictures of, and the sizes it makes.
    private static readonly string[] Pictured = [".jpg", ".jpeg", ".png", ".tiff", ".tif", ".gif", ".webp", ".ppm", ".bmp"];
    private static readonly (int Side, string Name)[] Sizes =
        [(32, "w32h32"), (64, "w64h64"), (128, "w128h128"), (256, "w256h256"), (480, "w480h320"), (640, "w640h480"), (960, "w960h640"), (1024, "w1024h768"), (2048, "w2048h1536")];

    private readonly DropboxOptions _options;
    private readonly LinkedHttp _http;
    private readonly DropboxApi _api;

    /// <summary>Reaches Dropbox.</summary>
    /// <param name="options">How; null for the usual.</param>
    /// <param name="clock">For <c>Retry-After</c>.</param>
    public DropboxFiles(DropboxOptions? options = null, TimeProvider? clock = null)
    {
        _options = options ?? new DropboxOptions();
        _http = new LinkedHttp("Dropbox", new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = AnswerTimeout }, clock);
        _api = new DropboxApi(_options, _http);
    }

    /// <inheritdoc/>
    public OAuth2Service Service { get; } = new()
    {
        AuthorizationUrl = new Uri("https://www.dropbox.com/oauth2/authorize"),
        TokenUrl = new Uri("https://api.dropboxapi.com/oauth2/token"),
        Scopes = ["account_info.read", "files.metadata.read", "files.content.read"],
        // Without it there is no refresh token, and people would connect again every four hours.
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["token_access_type"] = "offline" },
    };

    /// <inheritdoc/>
    public async ValueTask<string> GetAccountAsync(LinkedCredentials who, CancellationToken cancellationToken = default)
    {
        var account = await _api.CallAsync("users/get_current_account", who, Api.Default.Account, cancellationToken);
        return account is { EmailVerified: true, Email.Length: > 0 }
            ? account.Email
            : throw new BlobException(BlobError.PermissionDenied, "Dropbox has not verified the e-mail address of this account; verify it there first.");
    }

    /// <inheritdoc/>
    public async ValueTask RevokeAsync(LinkedCredentials who, CancellationToken cancellationToken = default) =>
        await _api.CallAsync<Account>("auth/token/revoke", who, answerType: null, cancellationToken);

    /// <inheritdoc/>
    public string? IdOf(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Host is not ("www.dropbox.com" or "dropbox.com"))
            return null;
        // …/home/FOLDER?preview=FILE, …/preview/FOLDER/FILE
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        var preview = address.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).FirstOrDefault(pair => pair is ["preview", { Length: > 0 }])?[1];
        return path.StartsWith("/preview/", StringComparison.Ordinal) ? path["/preview".Length..]
            : path.StartsWith("/home", StringComparison.Ordinal) && preview is not null ? $"{path["/home".Length..].TrimEnd('/')}/{Uri.UnescapeDataString(preview.Replace('+', ' '))}"
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedFile?> FindAsync(LinkedCredentials who, string fileId, string? revision = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fileId);
        var path = PathOf(fileId);
        try
        {
            var file = await _api.CallAsync("files/get_metadata", who, new PathArgument(path), Api.Default.PathArgument, Api.Default.Metadata, cancellationToken);
            if (file is not { Tag: "file", Id: not null })
                return null;
            if (revision is null || revision == file.Rev)
                return Described(file.Id, revision, file);
            // A revision says nothing of the file that it is of, unless it is asked for.
            var kept = await _api.CallAsync("files/get_metadata", who, new PathArgument($"rev:{revision}"), Api.Default.PathArgument, Api.Default.Metadata, cancellationToken);
            return kept is { Tag: "file" } && kept.Id == file.Id ? Described(file.Id, revision, kept with { Name = file.Name }) : null;
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
        HttpResponseMessage answer;
        try
        {
            answer = await _api.OpenAsync("files/download", who, new PathArgument($"rev:{file.RevisionId}"), Api.Default.PathArgument, asked, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            throw new BlobException(BlobError.Conflict, "Dropbox no longer has this revision of the file.", innerException: exception);
        }
        if (asked is null || answer.StatusCode == HttpStatusCode.PartialContent)
            return await AnswerStream.OfAsync(answer, cancellationToken);
        answer.Dispose();
        throw new BlobException(BlobError.IO, "Dropbox sent the whole file where a part of it was asked for.");
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedContent> ConvertAsync(LinkedCredentials who, LinkedFile file, string mediaType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = PathOf(file.Id);
        var info = (await _api.CallAsync("files/get_metadata", who, new PathArgument(path), Api.Default.PathArgument, Api.Default.Metadata, cancellationToken)).ExportInfo;
        var format = FormatsOf(info).FirstOrDefault(format => TypeOf(format) == mediaType)
            ?? throw new BlobException(BlobError.Unsupported, $"Dropbox does not convert this file to {mediaType}.");
        var answer = await _api.OpenAsync("files/export", who, new ExportArgument(path, format == info?.ExportAs ? null : format), Api.Default.ExportArgument, range: null, cancellationToken);
        return await LinkedContent.OfAsync(answer, mediaType, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedContent?> OpenThumbnailAsync(LinkedCredentials who, LinkedFile file, int size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.HasThumbnail)
            return null;
        var name = Sizes.FirstOrDefault(each => each.Side >= size, Sizes[^1]).Name;
        var argument = new ThumbnailArgument(new ThumbnailResource("path", $"rev:{file.RevisionId}"), "png", name, "bestfit");
        try
        {
            var answer = await _api.OpenAsync("files/get_thumbnail_v2", who, argument, Api.Default.ThumbnailArgument, range: null, cancellationToken);
            return await LinkedContent.OfAsync(answer, "image/png", cancellationToken);
        }
        catch (BlobException exception) when (exception.Error is BlobError.Unsupported or BlobError.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LinkedRevision> ListRevisionsAsync(LinkedCredentials who, LinkedFile file, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = PathOf(file.Id);
        var argument = new RevisionsArgument(path, path.StartsWith("id:", StringComparison.Ordinal) ? "id" : "path", MostRevisions);
        var revisions = await _api.CallAsync("files/list_revisions", who, argument, Api.Default.RevisionsArgument, Api.Default.Revisions, cancellationToken);
        foreach (var revision in revisions.Entries.Reverse())
            yield return new LinkedRevision(revision.KnownRev, revision.ServerModified, revision.Size, _options.KeepsRevisions);
    }

    /// <inheritdoc/>
    public ValueTask<string?> KeepRevisionAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ValueTask.FromResult(_options.KeepsRevisions && file.Length is not null ? file.RevisionId : null);
    }

    /// <inheritdoc/>
    public async ValueTask<Uri?> SignUrlAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return (await _api.CallAsync("files/get_temporary_link", who, new PathArgument($"rev:{file.RevisionId}"), Api.Default.PathArgument, Api.Default.TemporaryLink, cancellationToken)).Link;
    }

    /// <inheritdoc/>
    public async ValueTask<LinkedChanges> ListChangesAsync(LinkedCredentials who, string? cursor, CancellationToken cancellationToken = default)
    {
        if (cursor is null)
            return await BeginAsync(who, isComplete: true, cancellationToken);
        try
        {
            var page = await _api.CallAsync("files/list_folder/continue", who, new CursorArgument(cursor), Api.Default.CursorArgument, Api.Default.Folder, cancellationToken);
            return new LinkedChanges([.. (page.Entries ?? []).Select(entry => entry.Id).OfType<string>()], page.Cursor, page.HasMore);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
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
        var folder = await _api.CallAsync(
            "files/list_folder/get_latest_cursor", who, new FolderArgument("", Recursive: true, IncludeDeleted: false), Api.Default.FolderArgument, Api.Default.Folder, cancellationToken);
        return new LinkedChanges([], folder.Cursor, HasMore: false, isComplete);
    }

    private static LinkedFile Described(string id, string? revision, Metadata file)
    {
        var isDownloadable = file.IsDownloadable ?? true;
        return new LinkedFile
        {
            Id = id,
            Revision = revision,
            Name = file.KnownName,
            Version = file.ContentHash ?? file.KnownRev,
            RevisionId = file.KnownRev,
            Modified = file.ServerModified,
            MediaType = MediaTypes.OfFileName(file.Name),
            Length = isDownloadable ? file.Size : null,
            Conversions = [.. FormatsOf(file.ExportInfo).Select(TypeOf).OfType<string>().Distinct(StringComparer.Ordinal)],
            HasThumbnail = isDownloadable && Pictured.Contains(Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase),
        };
    }

    private static IEnumerable<string> FormatsOf(ExportInfo? info) => [.. info?.ExportAs is { } usual ? [usual] : Array.Empty<string>(), .. info?.ExportOptions ?? []];

    private static string? TypeOf(string format) => MediaTypes.OfFileName(format == "markdown" ? ".md" : $".{format}");

    // The platform's keys hold paths without the first slash, too.
    private static string PathOf(string fileId) => fileId.StartsWith("id:", StringComparison.Ordinal) || fileId.StartsWith('/') ? fileId : $"/{fileId}";
}
