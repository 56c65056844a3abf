using Archivolt.AspNetCore.Tests;
using Archivolt.Browser;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

/// <summary>A server and a browser for the tests of a class; they skip where there is no Chromium.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Of a window, in pixels.</summary>
    internal const int Width = 1280, Height = 900;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    // With cold storage, so that a document's page shows all it has; with layers, rules and a migration, so that those of operations do.
    internal RunningServer Server { get; } = new([
        "--Archivolt:Providers:default:Type=File", "--Archivolt:Providers:default:Path=binaries", "--Archivolt:Providers:default:Cold:RestoreDelay=04:00:00",
        "--Archivolt:Providers:vault:Type=File", "--Archivolt:Providers:vault:Path=vault", "--Archivolt:Providers:vault:Encryption:Password=a secret that nobody sees",
        "--Archivolt:Providers:vault:Resilience:Retries=2", "--Archivolt:Providers:vault:Mirror:Type=File", "--Archivolt:Providers:vault:Mirror:Path=copies",
        "--Archivolt:Providers:counted:Type=File", "--Archivolt:Providers:counted:Path=counted", "--Archivolt:Providers:counted:Encryption:Password=a secret that nobody sees",
        "--Archivolt:Providers:counted:Resilience:Retries=2", "--Archivolt:Providers:counted:Mirror:Type=File", "--Archivolt:Providers:counted:Mirror:Path=counted-copies",
        "--Archivolt:Providers:leaving:Type=Memory", "--Archivolt:Providers:leaving:MigrateFrom:Type=File", "--Archivolt:Providers:leaving:MigrateFrom:Path=old",
        "--Archivolt:Dispatch:Rules:0:When=dc:source=vault", "--Archivolt:Dispatch:Rules:0:Provider=vault",
        "--Archivolt:Dispatch:Rules:1:When=blob:mime-type~video/*,blob:length>=1000000000", "--Archivolt:Dispatch:Rules:1:Provider=leaving",
        "--Archivolt:Dispatch:Rules:2:When=dc:source=vault,dc:format^.*a very long expression that goes on and on.*", "--Archivolt:Dispatch:Rules:2:Provider=leaving",
        "--Archivolt:Dispatch:Default=default"]);

    public async ValueTask InitializeAsync()
    {
        if (InstalledChromium.Executable is null)
            return;
        await Server.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await InstalledChromium.LaunchAsync(_playwright);
    }

    public async ValueTask DisposeAsync()
    {
        if (InstalledChromium.Executable is null)
            return;
        await _browser!.CloseAsync();
        _playwright!.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A window of its own, with nobody signed in.</summary>
    internal async Task<Window> OpenAsync()
    {
        InstalledChromium.SkipWithout();
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Server.Address.GetLeftPart(UriPartial.Authority),
            ColorScheme = ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = Width, Height = Height },
        });
        context.SetDefaultTimeout(InstalledChromium.Patience);
        return new Window(await context.NewPageAsync(), Server.Address);
    }
}
