using System.CommandLine;
using System.Text.Json;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.Nuxeo.Contributions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt explain --rules RULES.xml --document DOC.json --blob BLOB.json</c>, <c>archivolt explain --path /…</c></summary>
internal sealed class ExplainCommand : ArchivoltCommand
{
    private readonly Option<string?> _rules = new("--rules")
    {
        Description = "XML contributions with a blobdispatcher: a file, or a folder of *.xml files. Default: the rules in use.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _document = new("--document")
    {
        Description = "A document as the REST API prints it, and 'isRecord'.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _blob = new("--blob")
    {
        Description = "A JSON object with 'name', 'mime-type', 'encoding', 'digest' and 'length', each of them optional.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _id = new("--id") { Description = "A stored document of the data home, by its id.", HelpName = "ID" };

    private readonly Option<string?> _path = new("--path") { Description = "A stored document of the data home, by its path.", HelpName = "PATH" };

    private readonly Option<string?> _repository = new("--repository") { Description = "Its repository. Default: the first one.", HelpName = "NAME" };

    private readonly Option<string?> _xpath = new("--xpath")
    {
        Description = "The property that holds the blob, such as file:content or files/0/file. Default for a stored document: all of them.",
        HelpName = "XPATH",
    };

    private readonly Option<bool> _lenient = new("--lenient")
    {
        Description = "Do with wrong rules what the Nuxeo platform does, with a warning for each, instead of refusing them.",
    };

    public ExplainCommand()
        : base("explain", "Report which provider the rules choose for a blob of a document, and why. No store is touched.",
            "archivolt explain --rules rules.xml --document doc.json --blob blob.json --xpath file:content",
            "archivolt explain --rules nxserver/config --document doc.json --blob blob.json --lenient --json",
            "archivolt explain --path /default-domain/workspaces/report --data /srv/archivolt")
    {
        Note = "Exit code 2 with the reason when the rules cannot be used as written.";
        foreach (var option in (Option[])[_rules, _document, _blob, _id, _path, _repository, _xpath, _lenient])
            Add(option);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var path = PathOf(invocation.Get(_xpath));
        var (document, blob) = (invocation.Get(_document), invocation.Get(_blob));
        var isStored = (invocation.Get(_id) ?? invocation.Get(_path)) is not null;
        if (isStored == (document is not null || blob is not null) || (document is null) != (blob is null))
            throw CommandException.Usage("Name a stored document with --id or --path, or describe a blob with --document and --blob.");
        if (isStored && invocation.Get(_rules) is not null)
            throw CommandException.Usage("A stored document is explained by the rules in use; 'archivolt simulate' tries out other ones.");
        if (invocation.Get(_rules) is { } rules)
        {
            var explanation = ReadDispatcher(invocation, rules).Explain(Read(blob!, HypotheticalBlob.ReadBlob), Read(document!, HypotheticalBlob.ReadDocument), path);
            Write(invocation.Output, ExplainedBlob.Of(explanation));
            return ExitCode.Ok;
        }
        await using var services = isStored ? Application.OpenHomeToRead(invocation) : Application.OpenToRead(invocation);
        await services.BlobsAndRulesAsync(cancellationToken);
        var explainer = services.GetRequiredService<DispatchExplainer>();
        var explained = isStored
            ? await explainer.ExplainAsync(await FindAsync(invocation, services, cancellationToken), path, cancellationToken)
            : [explainer.Explain(Read(blob!, HypotheticalBlob.ReadBlob), Read(document!, HypotheticalBlob.ReadDocument), path)];
        foreach (var each in explained)
            Write(invocation.Output, each);
        if (explained.Count == 0)
            await invocation.Terminal.Error.WriteLineAsync("The document has no blobs there.");
        return ExitCode.Ok;
    }

    private async Task<Document> FindAsync(Invocation invocation, ServiceProvider services, CancellationToken cancellationToken)
    {
        var documents = services.GetRequiredService<IDocumentStore>();
        var repository = invocation.Get(_repository) ?? documents.Repositories[0];
        var document = invocation.Get(_id) is { } id
            ? await documents.FindAsync(repository, id, cancellationToken)
            : await documents.FindByPathAsync(repository, invocation.Get(_path)!, cancellationToken);
        return document ?? throw CommandException.NotFound($"There is no document '{invocation.Get(_id) ?? invocation.Get(_path)}' in the repository '{repository}'.");
    }

    private RuleDispatcher ReadDispatcher(Invocation invocation, string rules)
    {
        var lenient = invocation.Get(_lenient);
        var reading = new ContributionOptions { Lenient = lenient, WithDefaultProvider = false };
        var contributions = ContributionReader.Read(rules, reading);
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

    private static T Read<T>(string file, Func<JsonElement, T> read)
    {
        if (!File.Exists(file))
            throw CommandException.Usage($"There is no file '{file}'.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return read(json.RootElement);
        }
        catch (JsonException exception)
        {
            throw CommandException.Usage($"{Path.GetFileName(file)}, line {exception.LineNumber + 1}: {exception.Message}");
        }
        catch (FormatException exception)
        {
            throw CommandException.Usage($"{Path.GetFileName(file)}: {exception.Message}");
        }
    }

    private static void Write(Output output, ExplainedBlob explained)
    {
        output.Write(explained, blob => blob.XPath is null ? $"{blob.Provider}\t{blob.Rule}" : $"{blob.Provider}\t{blob.Rule}\t{blob.XPath} (now in {blob.Current})");
        if (output.IsJson)
            return;
        foreach (var line in explained.Clauses)
            output.Write(line, clause => $"  {clause.Outcome}\t{clause.Clause}\t{clause.Value}");
    }
}
