using System.Diagnostics;
using Archivolt.Npm;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>The certified provider <c>oidc-provider</c> in a process of its own: what <c>Clients/oidc-provider/provider.js</c> sets up.</summary>
internal sealed class CertifiedProvider : IDisposable
{
    public const string ClientId = "archivolt";
    public const string ClientSecret = "of the server";

    private readonly Process _process;
    private readonly string _folder;

    private CertifiedProvider(Process process, string folder, string issuer) => (_process, _folder, Issuer) = (process, folder, issuer);

    public string Issuer { get; }

    /// <summary>Starts it for a server at an address.</summary>
    public static async Task<CertifiedProvider> StartAsync(Uri nuxeo, string audience)
    {
        var folder = await NpmClient.InstallAsync("oidc-provider");
        var process = Process.Start(new ProcessStartInfo("node", ["provider.js", $"{nuxeo}site/openid/callback", $"{nuxeo}site/openid/signed-out", audience])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return new CertifiedProvider(process, folder, line);
        }
        throw new InvalidOperationException($"The provider ended with {process.ExitCode}.");
    }

    /// <summary>Puts a person into groups there, and takes them out of all others.</summary>
    public async Task SetGroupsAsync(string person, params string[] groups)
    {
        var line = string.Join(' ', [person, .. groups]);
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) != line)
        {
        }
    }

    public void Dispose()
    {
        // It ends with its input.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
