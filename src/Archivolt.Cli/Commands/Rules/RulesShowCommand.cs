using System.CommandLine;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Rules;

/// <summary><c>archivolt rules show [NUMBER]</c></summary>
internal sealed class RulesShowCommand : ArchivoltCommand
{
    private readonly Argument<long?> _number = new("NUMBER") { Description = "Rules that were applied under this number; without it, those in use.", Arity = ArgumentArity.ZeroOrOne };

    public RulesShowCommand()
        : base("show", "Show the rules in use, or earlier ones, in the order in which they are tried.",
            "archivolt rules show --data /srv/archivolt",
            "archivolt rules show 3 --json > earlier.json && archivolt rules apply earlier.json") => Add(_number);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var number = invocation.GetOptional(_number);
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var rules = services.GetRequiredService<RulesInUse>();
        await rules.RefreshAsync(cancellationToken);
        if (rules.Problem is { } problem)
            invocation.Output.WriteFailure(new Failure(ExitCode.Ok, "Warning", $"Warning: {problem}"));
        if (number is not null)
        {
            var asked = await rules.FindAsync(number.Value, cancellationToken) ?? throw CommandException.NotFound($"No rules have the number {number}; see 'archivolt rules history'.");
            RuleLines.Write(invocation.Output, asked, asked.Rules ?? throw CommandException.NotFound($"Number {number} is a return to the rules of the configuration."), rules.IsInUse(asked));
            return ExitCode.Ok;
        }
        if (rules.Refusal is { } refusal && await rules.FindNewestAsync(cancellationToken) is { Rules: not null } ignored)
            invocation.Output.WriteFailure(new Failure(ExitCode.Ok, "Warning", $"Warning: rules {ignored.Number}, applied by {ignored.By}, are not in use. {refusal}"));
        RuleLines.Write(invocation.Output, rules.Applied, (services.GetRequiredService<LiveDispatcher>().Current as RuleDispatcher)?.Rules ?? [], isInUse: true);
        return ExitCode.Ok;
    }
}
