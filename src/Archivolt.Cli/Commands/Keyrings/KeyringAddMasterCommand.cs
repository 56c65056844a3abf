using System.CommandLine;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring add-master PROVIDER</c></summary>
internal sealed class KeyringAddMasterCommand : KeyringCommand
{
    private readonly MasterKeyOptions _master = new();

    private readonly Option<bool> _configured = new("--configured")
    {
        Description = "Add every master key of the provider's configuration that the keyring does not have, such as one of a keystore.",
    };

    public KeyringAddMasterCommand()
        : base("add-master", "Let another master key open a keyring, such as one to be kept in a safe.",
            "archivolt keyring add-master default --key-file /media/safe/key",
            "archivolt keyring add-master default --configured")
    {
        Note = "Without an option a password is asked for and not shown.";
        _master.AddTo(this);
        Add(_configured);
    }

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        using var keyring = await place.OpenAsync(cancellationToken);
        foreach (var master in await NewAsync(invocation, place, keyring, cancellationToken))
            await keyring.SetMasterAsync(master, cancellationToken);
        Show(invocation, keyring);
        return ExitCode.Ok;
    }

    private async Task<IReadOnlyList<IMasterKey>> NewAsync(
        Invocation invocation, ProviderKeyring place, Keyring keyring, CancellationToken cancellationToken)
    {
        if (invocation.Get(_configured))
            return [.. place.Masters.Where(master => !keyring.MasterIds.Contains(master.Id))];
        IReadOnlyList<IMasterKey> given = _master.Settings(invocation) is { Count: > 0 } settings ? await place.ReadAsync(settings, cancellationToken) : [
            new PasswordMasterKey(
                await PasswordPrompt.AskNewAsync(invocation, "Password of the new master key", "--password-file", cancellationToken),
                _master.PasswordId(invocation) ?? PasswordMasterKey.DefaultId),
        ];
        return given.FirstOrDefault(master => keyring.MasterIds.Contains(master.Id)) is { } known
            ? throw CommandException.Usage($"The keyring has a master key '{known.Id}' already; give a password another --password-id, or change it with 'keyring change-password'.")
            : given;
    }
}
