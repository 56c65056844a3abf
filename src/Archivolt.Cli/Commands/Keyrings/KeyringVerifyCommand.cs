using System.CommandLine;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary><c>archivolt keyring verify PROVIDER</c></summary>
internal sealed class KeyringVerifyCommand : KeyringCommand
{
    private readonly MasterKeyOptions _others = new();

    private readonly Option<FileInfo> _export = new Option<FileInfo>("--export")
    {
        Description = "Look at this export instead of the keyring in the store.",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    public KeyringVerifyCommand()
        : base("verify", "Look at both copies of a keyring, and whether the master keys at hand open it; exit code 1 when something is wrong.",
            "archivolt keyring verify default",
            "archivolt keyring verify default --export /media/safe/keyring --key-file /media/safe/key")
    {
        Add(_export);
        _others.AddTo(this);
    }

    protected override bool Writes => false;

    protected override async Task<ExitCode> RunAsync(Invocation invocation, ProviderKeyring place, CancellationToken cancellationToken)
    {
        if (_others.Settings(invocation) is { Count: > 0 } settings)
            await place.AddAsync(settings, cancellationToken);
        var findings = invocation.Get(_export) is { } export
            ? await KeyringCheck.OfExportAsync(
                export.FullName, await File.ReadAllBytesAsync(export.FullName, cancellationToken), place.Masters, cancellationToken)
            : await KeyringCheck.OfStoreAsync(place.Store, place.Masters, cancellationToken);
        foreach (var finding in findings)
            invocation.Output.Write(finding, line => $"{line.What}\t{(line.IsSound ? "sound" : "WRONG")}\t{line.Detail}");
        return findings.All(finding => finding.IsSound) ? ExitCode.Ok : ExitCode.Finding;
    }
}
