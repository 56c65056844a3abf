using Archivolt.Vendors.Http;
using Archivolt.Vendors.OAuth;
using Microsoft.AspNetCore.Builder;

namespace Archivolt.Vendors.Dropbox;

/// <summary>Dropbox's API, version 2, and its OAuth 2, as far as they read files. One address stands for all of Dropbox's hosts.</summary>
/// <example>
/// <code>
/// await using var dropbox = await DropboxServer.StartAsync(clock);
/// var ann = dropbox.AddAccount("ann@example.org");
/// var file = ann.AddFile("/Reports/report.pdf", Content.Generated(100 &lt;&lt; 20));
/// dropbox.OAuth.Consenting = ann.Email;                  // what the authorization endpoint answers
/// var token = dropbox.OAuth.NewAccessToken(ann.Email);   // or without the ceremony
/// dropbox.Faults.Answer("files/download", 429, times: 2, retryAfter: TimeSpan.FromSeconds(7));
/// file.MoveTo(ann.AddFolder("/Archive"));                // the id follows, the path does not, the rev is new
/// dropbox.Requests.Of("get_metadata").Count.ShouldBe(1);
/// </code>
/// </example>
public sealed class DropboxServer : VendorServer
{
    private readonly FolderApi _folders;

    private DropboxServer(TimeProvider? clock, DropboxStore store)
        : base(clock, time => new OAuthServer(time, OAuthRules.Dropbox, store.Accounts.ContainsKey)) =>
        (Store, _folders) = (store, new FolderApi(this));

    internal DropboxStore Store { get; }

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="clock">By which tokens and links end; null for the system's.</param>
    public static async Task<DropboxServer> StartAsync(TimeProvider? clock = null)
    {
        var server = new DropboxServer(clock, new DropboxStore(clock ?? TimeProvider.System));
        await server.ListenAsync();
        return server;
    }

    public DropboxAccount AddAccount(string email)
    {
        var account = new DropboxAccount(Store, email);
        return Store.Accounts.TryAdd(email, account) ? account : throw new InvalidOperationException($"There is an account {email} already.");
    }

    /// <summary>Makes all cursors of listings invalid, as Dropbox does now and then.</summary>
    public void ResetCursors() => _folders.ResetCursors();

    private protected override void Map(WebApplication application)
    {
        new MetadataApi(this).Map(application);
        new ContentApi(this).Map(application);
        _folders.Map(application);
    }

    private protected override Refusal RefusalOf(int status, string? reason, TimeSpan? retryAfter) => status switch
    {
        429 => DropboxErrors.TooManyRequests(retryAfter),
        401 or 409 => DropboxErrors.Of(reason ?? "other", status),
        _ => new Refusal(status, null, reason ?? $"The server was told to answer {status}.") { RetryAfter = retryAfter },
    };
}
