using System.CommandLine;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Rules;

/// <summary><c>archivolt rules apply FILE</c></summary>
internal sealed class RulesApplyCommand : ArchivoltCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "An XML contribution with a blobdispatcher, or JSON like the section Archivolt:Dispatch of the configuration." };

    public RulesApplyCommand()
        : base("apply", "Take rules into use on all servers, in place of those of the configuration. Nothing is moved.",
            "archivolt simulate --rules new-rules.json && archivolt rules apply new-rules.json && archivolt tier run")
    {
        Note = "A running server notices within five seconds. 'archivolt tier run' then finds what belongs elsewhere by now. Exit code 2 with the reason when the rules cannot be used.";
        Add(_file);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var file = invocation.Get(_file);
        if (!File.Exists(file))
            throw CommandException.Usage($"There is no file '{file}'.");
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var applied = await services.GetRequiredService<RulesInUse>().ApplyAsync(
            await File.ReadAllTextAsync(file, cancellationToken), Path.GetFileName(file), expected: null, by: null, cancellationToken);
        RuleLines.Write(invocation.Output, applied, applied.Rules ?? [], isInUse: true);
        return ExitCode.Ok;
    }
}
