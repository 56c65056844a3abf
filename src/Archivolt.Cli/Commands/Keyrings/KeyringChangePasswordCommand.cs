using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring change-password PROVIDER</c></summary>
internal sealed class KeyringChangePasswordCommand : KeyringCommand
{
    private readonly MasterKeyOptions _password = new();

    public KeyringChangePasswordCommand()
        : base("change-password", "Change the password of a keyring. No content is written again.",
            "archivolt keyring change-password default",
            "archivolt keyring change-password default --password-file new-password")
    {
        Note = "The configuration names the old password, which opens the keyring once more; put the new one in its place afterwards.\n"
            + "Running servers go on with the keys they have, until they are started again.\nWithout an option the new password is asked for and not shown.";
        _password.AddTo(this, passwordsOnly: true);
    }

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        using var keyring = await place.OpenAsync(cancellationToken);
        var id = _password.PasswordId(invocation) ?? PasswordMasterKey.DefaultId;
        if (!keyring.MasterIds.Contains(id))
            throw CommandException.Usage($"The keyring has no password '{id}'; it is opened by {string.Join(", ", keyring.MasterIds)}.");
        var changed = _password.Settings(invocation) is { Count: > 0 } settings
            ? (await place.ReadAsync(settings, cancellationToken))[0]
            : new PasswordMasterKey(await PasswordPrompt.AskNewAsync(invocation, "New password", "--password-file", cancellationToken), id);
        await keyring.SetMasterAsync(changed, cancellationToken);
        Show(invocation, keyring);
        return ExitCode.Ok;
    }
}
