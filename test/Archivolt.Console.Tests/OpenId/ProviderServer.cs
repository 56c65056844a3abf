using Archivolt.AspNetCore.Tests;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>A server whose people sign in at a certified provider, and a browser for them. It skips where there is no Node.js.</summary>
public sealed class ProviderServer : IAsyncLifetime
{
    public const string Audience = "urn:archivolt:api";

    private CertifiedProvider? _provider;

    public RunningServer Server { get; private set; } = null!;

    internal CertifiedProvider Provider => _provider!;

    public async ValueTask InitializeAsync()
    {
        var address = FreePort.Address();
        var nuxeo = new Uri(address, "nuxeo/");
        _provider = await CertifiedProvider.StartAsync(nuxeo, Audience);
        Server = await RunningServer.StartAsync(args:
        [
            "--urls", address.AbsoluteUri, "--Archivolt:PublicUrl", nuxeo.AbsoluteUri,
            "--Archivolt:OpenIdConnect:Authority", _provider.Issuer, "--Archivolt:OpenIdConnect:ClientId", CertifiedProvider.ClientId, "--Archivolt:OpenIdConnect:ClientSecret", CertifiedProvider.ClientSecret,
            "--Archivolt:OpenIdConnect:Audience", Audience, "--Archivolt:OpenIdConnect:CreateUsers", "true", "--Archivolt:OpenIdConnect:Label", "Example <ID>",
            "--Archivolt:OpenIdConnect:GroupsClaim", "groups", "--Archivolt:OpenIdConnect:Groups:engineers", "members", "--Archivolt:OpenIdConnect:Groups:operators", "administrators",
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        _provider?.Dispose();
    }

    /// <summary>Signs in at the provider's page, from the button on.</summary>
    internal static async Task SignInAtProviderAsync(IPage page, string person)
    {
        await page.ClickAsync("a.provider");
        await page.FillAsync("input[name=login]", person);
        await page.FillAsync("input[name=password]", "whatever it takes");
        await page.ClickAsync("button[type=submit]");
        // The provider asks whether this server may know who it is.
        await page.ClickAsync("button[type=submit]:has-text('Continue')");
    }
}
