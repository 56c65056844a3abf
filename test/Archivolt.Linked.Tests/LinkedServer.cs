using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Linked;
using Archivolt.Vendors;
using Archivolt.Vendors.Drive;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Linked.Tests;

/// <summary>The whole server, and a Drive and a Dropbox to link files of.</summary>
public sealed class LinkedServer : IAsyncLifetime
{
    public const string DriveId = "googledrive";
    public const string DropboxId = "dropbox";

    private readonly string[] _args;

    public LinkedServer() : this([]) { }

    internal LinkedServer(string[] args) => _args = args;

    public RunningServer Server { get; private set; } = null!;

    public DriveServer Drive { get; private set; } = null!;

    public DropboxServer Dropbox { get; private set; } = null!;

    internal IDocumentStore Documents => Server.Get<IDocumentStore>();

    internal static async Task<LinkedServer> StartAsync(params string[] args)
    {
        var server = new LinkedServer(args);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        (Drive, Dropbox) = (await DriveServer.StartAsync(), await DropboxServer.StartAsync());
        Server = await RunningServer.StartAsync(args:
        [
            .. Settings(DriveId, "GoogleDrive", Drive, ("ApiUrl", new Uri(Drive.Address, "drive/v3/")), ("UserInfoUrl", Drive.UserInfoEndpoint), ("RevocationUrl", Drive.RevocationEndpoint)),
            .. Settings(DropboxId, "Dropbox", Dropbox, ("ApiUrl", new Uri(Dropbox.Address, "2/")), ("ContentUrl", new Uri(Dropbox.Address, "2/"))),
            "--Archivolt:LinkedAccounts:BelieveFor", "00:00:00", .. _args,
        ]);
        var folder = await Server.CreateAsync("Folder", name: "shared");
        var stored = (await Documents.FindAsync("default", folder.Uid()))!;
        await Server.Get<IDocumentAccess>().SetEntriesAsync(stored, [new AccessEntry("members", Permission.Everything)]);
        Drive.OAuth.RedirectUris.Add($"{Server.Nuxeo}site/oauth2/{DriveId}/callback");
        Dropbox.OAuth.RedirectUris.Add($"{Server.Nuxeo}site/oauth2/{DropboxId}/callback");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Drive.DisposeAsync();
        await Dropbox.DisposeAsync();
    }

    /// <summary>A new person of this server with an account at both vendors, connected to neither.</summary>
    public async Task<Person> PersonAsync(string name = "ann")
    {
        name = $"{name}{Guid.NewGuid():n}"[..12];
        await Server.CreateUserAsync(name, "members");
        var email = $"{name}@example.org";
        return new Person(this, name, email, Drive.AddAccount(email), Dropbox.AddAccount(email));
    }

    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string documentId, string eventId) =>
        await Server.Get<IAuditLog>().QueryAsync(new AuditQuery { DocumentId = documentId, EventId = eventId });

    internal IReadOnlyList<LinkedAccount> Accounts(string name, string provider) => Server.Get<ILinkedAccountStore>().ListAsync(provider, name).GetAwaiter().GetResult();

    internal VendorServer VendorOf(string provider) => provider == DriveId ? Drive : Dropbox;

    private static string[] Settings(string id, string type, VendorServer vendor, params (string Name, Uri Value)[] further)
    {
        var section = $"--Archivolt:LinkedFiles:{id}:";
        return
        [
            section + "Type", type, section + "ClientId", vendor.OAuth.ClientId, section + "ClientSecret", vendor.OAuth.ClientSecret,
            section + "AuthorizationUrl", $"{vendor.AuthorizationEndpoint}", section + "TokenUrl", $"{vendor.TokenEndpoint}",
            .. further.SelectMany(setting => new[] { section + setting.Name, $"{setting.Value}" }),
        ];
    }
}

/// <summary>A person of this server and their accounts at the vendors.</summary>
public sealed record Person(LinkedServer Home, string Name, string Email, DriveAccount Drive, DropboxAccount Dropbox) : IDisposable
{
    public HttpClient Client { get; } = Home.Server.Client(Name);

    public void Dispose() => Client.Dispose();

    /// <summary>Goes to the vendor, agrees, and comes back.</summary>
    public async Task<HttpResponseMessage> ConnectAsync(string provider)
    {
        using var back = await GoAsync(provider);
        return await Client.GetAsync(back.Headers.Location);
    }

    /// <summary>Goes to the vendor and agrees; the answer sends back.</summary>
    public async Task<HttpResponseMessage> GoAsync(string provider, bool agrees = true)
    {
        var vendor = Home.VendorOf(provider);
        var info = await (await Client.GetAsync($"api/v1/oauth2/provider/{provider}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        lock (vendor)
        {
            vendor.OAuth.Consenting = agrees ? Email : null;
            return browser.GetAsync(info.Text("authorizationURL")).GetAwaiter().GetResult();
        }
    }

    /// <summary>A document that links a file, readable by all members.</summary>
    public async Task<string> LinkAsync(string provider, string fileId)
    {
        var answer = await TryLinkAsync(new { providerId = provider, key = KeyOf(provider, fileId) });
        return (await answer.ShouldBe(HttpStatusCode.Created).JsonAsync()).Uid();
    }

    public Task<HttpResponseMessage> TryLinkAsync(object blob) => Client.PostAsync("api/v1/path/default-domain/workspaces/shared", Json.Content(new Dictionary<string, object?>
    {
        ["entity-type"] = "document",
        ["type"] = "File",
        ["name"] = $"linked-{Guid.NewGuid():n}",
        ["properties"] = new Dictionary<string, object> { ["dc:title"] = "a linked file", ["file:content"] = blob },
    }));

    public string KeyOf(string provider, string fileId) => $"{provider}:{new LinkedKey(Email, fileId)}";

    public async Task<System.Text.Json.JsonElement> BlobAsync(string document, string enrichers = "")
    {
        var query = enrichers.Length == 0 ? "" : $"&enrichers-blob={enrichers}";
        var json = await (await Client.GetAsync($"api/v1/id/{document}?properties=*{query}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        return json.GetProperty("properties").GetProperty("file:content");
    }

    public async Task<string> StateAsync(string document) => (await BlobAsync(document)).GetProperty("linked").Text("state")!;

    public Task<HttpResponseMessage> DownloadAsync(string document) => Client.GetAsync($"nxfile/default/{document}/file:content");
}
