using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary>A command on the keyring of one provider, whose store is opened below its encryption.</summary>
internal abstract class KeyringCommand : ArchivoltCommand
{
    private readonly ProviderArgument _provider = new();

    protected KeyringCommand(string name, string description, params string[] examples) : base(name, description, examples) => Add(_provider);

    /// <summary>False where the store is not to be written to.</summary>
    protected virtual bool Writes => true;

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Writes ? Application.OpenToWrite(invocation) : Application.OpenToRead(invocation);
        await using var place = await ProviderKeyring.OpenAsync(services, invocation.Get(_provider), cancellationToken);
        return await RunAsync(invocation, place, cancellationToken);
    }

    protected abstract Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken);

    /// <summary>Prints what a keyring is after a change, in one line.</summary>
    protected static void Show(Invocation invocation, Keyring keyring) => invocation.Output.Write(
        new { keyring.Generation, keyring.ActiveKey, Masters = keyring.MasterIds },
        _ => $"generation {keyring.Generation}\tactive {keyring.ActiveKey}\topened by {string.Join(", ", keyring.MasterIds)}");
}
