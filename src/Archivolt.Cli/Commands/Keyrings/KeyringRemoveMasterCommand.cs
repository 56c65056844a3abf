using System.CommandLine;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring remove-master PROVIDER ID</c></summary>
internal sealed class KeyringRemoveMasterCommand : KeyringCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The master key's id, as 'keyring show' prints it." };

    public KeyringRemoveMasterCommand()
        : base("remove-master", "Take a master key away from a keyring; the last one stays.",
            "archivolt keyring remove-master default key-77aa01bc")
    {
        Note = "Who had the key may have copied what it opened: rotate afterwards if it is no longer trusted.";
        Add(_id);
    }

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        using var keyring = await place.OpenAsync(cancellationToken);
        await keyring.RemoveMasterAsync(invocation.Get(_id), cancellationToken);
        Show(invocation, keyring);
        return ExitCode.Ok;
    }
}
