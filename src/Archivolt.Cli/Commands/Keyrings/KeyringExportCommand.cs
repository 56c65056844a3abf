using System.CommandLine;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring export PROVIDER FILE</c></summary>
internal sealed class KeyringExportCommand : KeyringCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A new file for the keyring." };

    public KeyringExportCommand()
        : base("export", "Write the keyring into a file, to be kept in another place. Its keys are in it, encrypted by the master keys.",
            "archivolt keyring export default /media/safe/keyring")
    {
        Note = "Without its keyring the content is lost. Export it again after each change.";
        Add(_file);
    }

    protected override bool Writes => false;

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        using var keyring = await place.OpenAsync(cancellationToken);
        var path = Path.GetFullPath(invocation.Get(_file));
        await using var file = new OutputFile(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (file.Exists)
            throw CommandException.Usage($"There is a file '{path}' already.");
        var body = await file.OpenAsync(cancellationToken);
        await body.WriteAsync(keyring.Export(), cancellationToken);
        body.Flush(flushToDisk: true);
        await file.PublishAsync(replace: false);
        invocation.Output.Write(new { File = path, keyring.Generation }, line => $"{line.File}\tgeneration {line.Generation}");
        return ExitCode.Ok;
    }
}
