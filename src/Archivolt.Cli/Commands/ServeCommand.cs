using System.CommandLine;
using Archivolt.Server;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt serve</c></summary>
internal sealed class ServeCommand : ArchivoltCommand
{
    private readonly Option<string?> _urls = new("--urls")
    {
        Description = "Addresses to listen on, separated by ';'. Default: http://127.0.0.1:8080.",
        HelpName = "URLS",
    };

    public ServeCommand()
        : base("serve", "Run the server until Ctrl-C.",
            "archivolt serve",
            "archivolt serve --data /srv/archivolt --urls http://0.0.0.0:8080",
            "archivolt serve --store /srv/binaries")
        => Add(_urls);

    // The server handles signals itself and drains its requests, so the token is not needed.
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        Application.Configure(invocation, readOnly: false); // a malformed file is told here, as by every other command
        List<string> args = [.. Application.Overrides(invocation).Select(setting => $"--{setting.Key}={setting.Value}")];
        if (invocation.ConfigFile is { } file)
            args.Add($"--config={file}");
        if (invocation.Get(_urls) is { } urls)
            args.Add($"--urls={urls}");
        return (ExitCode)await ArchivoltHost.RunAsync([.. args]);
    }
}
