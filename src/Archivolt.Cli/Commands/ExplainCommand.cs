using System.CommandLine;
using Archivolt.Dispatch;
using Archivolt.Documents;
using Archivolt.Nuxeo.Contributions;
using Microsoft.Extensions.Logging;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt explain --rules RULES.xml --document DOC.json --blob BLOB.json</c></summary>
internal sealed class ExplainCommand : ArchivoltCommand
{
    private readonly Option<string> _rules = new("--rules")
    {
        Description = "XML contributions with a blobdispatcher: a file, or a folder of *.xml files.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string> _document = new("--document")
    {
        Description = "A document as the REST API prints it, and 'isRecord'.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> _blob = new("--blob")
    {
        Description = "A JSON object with 'name', 'mime-type', 'encoding', 'digest', 'length' and 'lastAccess', each of them optional.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _xpath = new("--xpath")
    {
        Description = "The property that holds the blob, such as file:content or files/0/file.",
        HelpName = "XPATH",
    };

    private readonly Option<bool> _lenient = new("--lenient")
    {
        Description = "Do with wrong rules what the Nuxeo platform does, with a warning for each, instead of refusing them.",
    };

    public ExplainCommand()
        : base("explain", "Tell which provider the rules choose for a blob of a document, and why. No store is touched.",
            "archivolt explain --rules rules.xml --document doc.json --blob blob.json --xpath file:content",
            "archivolt explain --rules nxserver/config --document doc.json --blob blob.json --lenient --json")
    {
        Note = "Exit code 2 with the reason when the rules cannot be used as written.";
        Add(_rules);
        Add(_document);
        Add(_blob);
        Add(_xpath);
        Add(_lenient);
    }

    public override Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var dispatcher = ReadDispatcher(invocation);
        var document = ExplainInput.ReadDocument(invocation.Get(_document)!);
        var blob = ExplainInput.ReadBlob(invocation.Get(_blob)!);
        var explanation = dispatcher.Explain(blob, document, PathOf(invocation.Get(_xpath)));
        Write(invocation.Output, explanation);
        return Task.FromResult(ExitCode.Ok);
    }

    private RuleDispatcher ReadDispatcher(Invocation invocation)
    {
        var lenient = invocation.Get(_lenient);
        var reading = new ContributionOptions { Lenient = lenient, WithDefaultProvider = false };
        var contributions = ContributionReader.Read(invocation.Get(_rules)!, reading);
        foreach (var notice in contributions.Notices)
            invocation.Output.WriteFailure(new Failure(ExitCode.Ok, "Warning", $"Warning: {notice}"));
        if (contributions.Dispatcher is { Class: not ContributedDispatcher.DefaultClass } other)
            throw CommandException.Usage($"{other.Where}: the dispatcher {other.Class} is not known here, so nobody can ask it.");
        using var loggers = new LoggerFactory([new WarningsOnError(invocation)]);
        var options = new RuleDispatcherOptions { Lenient = lenient };
        return new RuleDispatcher(contributions.Dispatcher?.Rules ?? [], options, loggers.CreateLogger<RuleDispatcher>());
    }

    private static PropertyPath? PathOf(string? xpath)
    {
        if (xpath is null)
            return null;
        return PropertyPath.TryParse(xpath, out var path)
            ? path
            : throw CommandException.Usage($"'{xpath}' is no property path; write it like file:content.");
    }

    private static void Write(Output output, DispatchExplanation explanation)
    {
        var (provider, prefixesKey, rule) = explanation.Decision;
        var clauses = explanation.Rules
            .SelectMany(seen => seen.Clauses.Select(clause => new ClauseLine(seen.Rule, clause.Clause, clause.Outcome, clause.Value)))
            .ToList();
        output.Write(new { provider, rule, prefixesKey, clauses }, item => $"{item.provider}\t{item.rule}");
        if (!output.IsJson)
        {
            foreach (var line in clauses)
                output.Write(line, clause => $"  {clause.Outcome}\t{clause.Clause}\t{clause.Value}");
        }
    }

    /// <summary>A clause that was looked at.</summary>
    private sealed record ClauseLine(string Rule, string Clause, ClauseOutcome Outcome, string? Value);
}
