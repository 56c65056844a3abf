using Archivolt.Vendors.Http;
using Archivolt.Vendors.OAuth;
using Microsoft.AspNetCore.Builder;

namespace Archivolt.Vendors.Drive;

/// <summary>Google Drive's API, version 3, and Google's OAuth 2, as far as they read files and keep revisions.</summary>
/// <example>
/// <code>
/// await using var drive = await DriveServer.StartAsync(clock);
/// var ann = drive.AddAccount("ann@example.org");
/// var file = ann.AddFile("report.pdf", Content.Generated(100 &lt;&lt; 20), "application/pdf");
/// drive.OAuth.Consenting = ann.Email;                                   // what the authorization endpoint answers
/// var token = drive.OAuth.NewAccessToken(ann.Email, DriveServer.Scope); // or without the ceremony
/// drive.Faults.CutContent("alt=media", after: 1 &lt;&lt; 20, then: () => drive.OAuth.ExpireAccessTokens());
/// file.Update(Content.Of("new"));
/// drive.Requests.Of("/revisions").Count.ShouldBe(1);
/// </code>
/// </example>
public sealed class DriveServer : VendorServer
{
    /// <summary>The scope that reads everything and keeps revisions.</summary>
    public const string Scope = "https://www.googleapis.com/auth/drive";

    /// <summary>The scope that reads everything.</summary>
    public const string ReadOnlyScope = "https://www.googleapis.com/auth/drive.readonly";

    private static readonly NativeType[] NativeTypes =
        [NativeType.Document, NativeType.Spreadsheet, NativeType.Presentation, NativeType.Drawing];

    private DriveServer(TimeProvider? clock, DriveStore store)
        : base(clock, time => new OAuthServer(time, OAuthRules.Google, store.Accounts.ContainsKey)) =>
        (Store, Links) = (store, new DriveLinks(this));

    /// <summary>How long the link to a thumbnail works.</summary>
    public TimeSpan ThumbnailLifetime { get; set; } = TimeSpan.FromHours(1);

    public Uri UserInfoEndpoint => new(Address, "oauth2/v3/userinfo");

    internal DriveStore Store { get; }

    internal DriveLinks Links { get; }

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="clock">By which tokens and links end; null for the system's.</param>
    public static async Task<DriveServer> StartAsync(TimeProvider? clock = null)
    {
        var server = new DriveServer(clock, new DriveStore(clock ?? TimeProvider.System));
        await server.ListenAsync();
        return server;
    }

    public DriveAccount AddAccount(string email)
    {
        var account = new DriveAccount(Store, email);
        return Store.Accounts.TryAdd(email, account) ? account : throw new InvalidOperationException($"There is an account {email} already.");
    }

    /// <summary>An account for programs, which has a drive of its own and may act for others.</summary>
    public ServiceAccount AddServiceAccount(string email, params string[] actsFor)
    {
        AddAccount(email);
        return OAuth.AddServiceAccount(email, actsFor);
    }

    public SharedDrive AddSharedDrive(string name, DriveAccount organizer) => new(Store, name, organizer);

    /// <summary>A file that a caller sees; a caller that does not say that it supports shared drives sees none of their files.</summary>
    internal (DriveFile File, DriveRole Role) Find(string id, Caller caller, bool supportsAllDrives)
    {
        var file = id == "root" ? caller.Account.Root : Store.Files.GetValueOrDefault(id);
        return file?.RoleOf(caller.Account) is { } role && (file.SharedDrive is null || supportsAllDrives)
            ? (file, role)
            : throw DriveErrors.FileNotFound(id);
    }

    /// <summary>The formats that a native document is exported to; null for other files.</summary>
    internal IReadOnlyList<string>? FormatsOf(DriveFile file) => Array.Find(NativeTypes, type => type.MimeType == file.MimeType)?.ExportTypes;

    private protected override void Map(WebApplication application)
    {
        new FilesApi(this).Map(application);
        new RevisionsApi(this).Map(application);
        new ChangesApi(this).Map(application);
        new AccountApi(this).Map(application);
        Links.Map(application);
    }

    private protected override Refusal RefusalOf(int status, string? reason, TimeSpan? retryAfter) =>
        DriveErrors.Of(status, reason ?? DriveErrors.ReasonOf(status), $"The server was told to answer {status}.", retryAfter: retryAfter);
}
