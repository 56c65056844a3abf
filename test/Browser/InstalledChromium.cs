using Microsoft.Playwright;

namespace Archivolt.Browser;

/// <summary>The Chromium of this machine; tests skip where there is none.</summary>
internal static class InstalledChromium
{
    /// <summary>Where it is; null without one.</summary>
    public static string? Executable { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>How long a page is waited for, in milliseconds: the machine may be busy with other tests.</summary>
    public const float Patience = 120_000;

    /// <summary>Skips a test where there is no browser.</summary>
    public static void SkipWithout() => Assert.SkipWhen(Executable is null, "There is no Chromium for tests; get one: apt-get install chromium");

    /// <summary>Starts it without windows.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Executable,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
}
