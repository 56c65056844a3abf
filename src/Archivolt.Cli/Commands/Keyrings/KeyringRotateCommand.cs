using System.Globalization;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring rotate PROVIDER</c></summary>
internal sealed class KeyringRotateCommand : KeyringCommand
{
    private readonly MasterKeyOptions _others = new();

    public KeyringRotateCommand()
        : base("rotate", "Make a new data key, which encrypts all content from now on; older content stays readable.",
            "archivolt keyring rotate default",
            "archivolt keyring rotate default --key-file /media/safe/key")
    {
        Note = string.Create(CultureInfo.InvariantCulture, $"Running servers use the new key within {Keyring.ScanEvery.TotalSeconds:0} seconds. ")
            + "'archivolt reencrypt PROVIDER' writes older content again.\nEvery master key of the keyring has to be at hand: those of the configuration, and one more by an option.";
        _others.AddTo(this);
    }

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        if (_others.Settings(invocation) is { Count: > 0 } settings)
            await place.AddAsync(settings, cancellationToken);
        using var keyring = await place.OpenAsync(cancellationToken);
        await keyring.RotateAsync(cancellationToken);
        Show(invocation, keyring);
        return ExitCode.Ok;
    }
}
