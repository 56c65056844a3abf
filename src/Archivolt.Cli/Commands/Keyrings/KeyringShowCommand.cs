using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring show PROVIDER</c></summary>
internal sealed class KeyringShowCommand() : KeyringCommand(
    "show", "Show the ids of a keyring's data keys and master keys.",
    "archivolt keyring show default")
{
    protected override bool Writes => false;

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        using var keyring = await place.OpenAsync(cancellationToken);
        Show(invocation, keyring);
        foreach (var key in keyring.Keys)
        {
            var isActive = key.Id == keyring.ActiveKey;
            invocation.Output.Write(new { DataKey = key.Id, key.Created, IsActive = isActive },
                line => $"data key {key.Id}\t{key.Created.ToText()}{(isActive ? "\tactive" : "")}");
        }
        return ExitCode.Ok;
    }
}
