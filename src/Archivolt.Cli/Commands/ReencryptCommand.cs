using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Encryption;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt reencrypt PROVIDER</c></summary>
internal sealed class ReencryptCommand : ArchivoltCommand
{
    private readonly ProviderArgument _provider = new();

    private readonly Option<string?> _after = new("--after")
    {
        Description = "Go on after this key. Not needed: what is done is recognised, only a little slower than by its key.",
        HelpName = "KEY",
    };

    public ReencryptCommand()
        : base("reencrypt", "Write content again that is encrypted under an older key, or not in the provider's present form.",
            "archivolt reencrypt default")
    {
        Note = "Servers go on reading and writing meanwhile. Each content is proven before it is replaced, in one step; stop and start again as you like.\n"
            + "After 'keyring rotate', wait a minute, so that no server writes with the older key any more.\n"
            + "A store comes out of the platform's encrypted form, or out of the clear, by the section Encryption:Former; remove it when this says so.";
        Add(_provider);
        Add(_after);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToWrite(invocation);
        var provider = await _provider.OfAsync(invocation, services, cancellationToken);
        var reencryption = new Reencryption(provider);
        var after = invocation.Get(_after);
        long? total = invocation.ShowsProgress ? await new[] { provider }.SumAsync(cancellationToken, after) : null;
        var status = await ProgressBar.RunAsync(invocation, "reencrypt", total, async progress =>
        {
            var sums = new ReencryptionStatus { Provider = provider.Id };
            await foreach (var blob in reencryption.RunAsync(after, progress, cancellationToken))
            {
                sums = sums.With(blob);
                if (blob.Outcome == ReencryptionOutcome.Failed)
                    invocation.Output.Write(new Finding(new BlobKey(provider.Id, blob.Key).ToString(), blob.Problem!), finding => $"{finding.Key}\tleft as it is\t{finding.Problem}");
            }
            return sums with { IsFinished = true };
        });
        invocation.Output.Write(status, Sentence);
        if (status.Failed == 0 && after is null && provider.Store is FormatTransition)
            await invocation.Terminal.Error.WriteLineAsync($"Everything is encrypted in the present form: remove the section Encryption:Former of '{provider.Id}' now.");
        return status.Failed > 0 ? ExitCode.Finding : ExitCode.Ok;
    }

    private static string Sentence(ReencryptionStatus status) => string.Create(CultureInfo.InvariantCulture,
        $"{status.Blobs} blob{(status.Blobs == 1 ? "" : "s")}, {status.Bytes} bytes: {status.Rewritten} written again, {status.Failed} left as they were.");

    private sealed record Finding(string Key, string Problem);
}
