using System.CommandLine;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt quarantine release KEY</c></summary>
internal sealed class QuarantineReleaseCommand : ArchivoltCommand
{
    private readonly Argument<BlobKey> _key = KeyArgument.Create();

    private readonly Option<bool> _acceptLoss = new("--accept-loss")
    {
        Description = "Close the case though the content is lost. The damaged bytes stay where they are.",
    };

    public QuarantineReleaseCommand()
        : base("release", "Look at a damaged blob again and serve it if it is sound by now; exit code 1 when it is damaged still.",
            "archivolt quarantine release default:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "archivolt quarantine release default:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae --accept-loss")
    {
        Add(_key);
        Add(_acceptLoss);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var key = invocation.Get(_key);
        await using var services = Application.OpenHomeToWrite(invocation);
        var provider = (await services.BlobsAsync(cancellationToken)).Named(key.Provider!).Id;
        var outcome = await services.GetRequiredService<Quarantine>().ReleaseAsync(provider, key.Key, invocation.Get(_acceptLoss), cancellationToken);
        invocation.Output.Write(new Line(key.ToString(), outcome), line => $"{line.Key}\t{Sentence(line.Outcome)}");
        return outcome == ReleaseOutcome.StillDamaged ? ExitCode.Finding : ExitCode.Ok;
    }

    private static string Sentence(ReleaseOutcome outcome) => outcome switch
    {
        ReleaseOutcome.Healed => "healed: sound content is under the key",
        ReleaseOutcome.PutBack => "put back: it is sound",
        ReleaseOutcome.Lost => "closed: the content is lost",
        _ => "damaged still; upload the content again, or use --accept-loss",
    };

    private sealed record Line(string Key, ReleaseOutcome Outcome);
}
