using System.CommandLine;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring import PROVIDER FILE</c></summary>
internal sealed class KeyringImportCommand : KeyringCommand
{
    private readonly Argument<FileInfo> _file = new Argument<FileInfo>("FILE") { Description = "What 'keyring export' wrote." }.AcceptExistingOnly();

    public KeyringImportCommand()
        : base("import", "Put an exported keyring back into a store that lost its own.",
            "archivolt keyring import default /media/safe/keyring")
    {
        Note = "A keyring that has data keys which the export lacks is never replaced.";
        Add(_file);
    }

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        var export = await File.ReadAllBytesAsync(invocation.Get(_file).FullName, cancellationToken);
        await Keyring.RestoreAsync(place.Store, export, cancellationToken);
        using var keyring = await place.OpenAsync(cancellationToken);
        Show(invocation, keyring);
        return ExitCode.Ok;
    }
}
