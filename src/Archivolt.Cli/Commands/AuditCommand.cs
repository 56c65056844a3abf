using System.CommandLine;
using System.Globalization;
using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt audit</c></summary>
internal sealed class AuditCommand : ArchivoltCommand
{
    private const int DefaultLimit = 50;

    private readonly Option<string?> _event = new("--event") { Description = "Only this kind, such as download or downloadDenied.", HelpName = "ID" };
    private readonly Option<string?> _user = new("--user") { Description = "Only what this user did.", HelpName = "NAME" };
    private readonly Option<string?> _document = new("--document") { Description = "Only this document; one that was deleted is found by its id.", HelpName = "PATH|ID" };
    private readonly Option<string?> _repository = new("--repository") { Description = "Only this repository.", HelpName = "NAME" };
    private readonly Option<string?> _since = new("--since") { Description = "Not before this time, such as 2026-01-31 or 2026-01-31T12:00:00Z.", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Before this time.", HelpName = "TIME" };
    private readonly Option<long> _limit = new("--limit") { Description = "At most so many entries.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
    private readonly Option<bool> _all = new("--all") { Description = "Every entry, however many." };
    private readonly Option<bool> _csv = new("--csv") { Description = "Comma-separated values with a header, for spreadsheets." };

    public AuditCommand()
        : base("audit", "List what happened, newest first: time, event, user, document, and what it was about.",
            "archivolt audit --event download --since 2026-01-01",
            "archivolt audit --user bob --all --csv > bob.csv",
            "archivolt audit --document /default-domain/workspaces/report --all --json")
    {
        Note = "Times are UTC.";
        foreach (var option in (Option[])[_event, _user, _document, _repository, _since, _until, _limit, _all, _csv])
            Add(option);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var isCsv = invocation.Get(_csv);
        if (isCsv && invocation.Output.IsJson)
            throw CommandException.Usage("--csv and --json exclude each other.");
        var limit = invocation.Get(_limit);
        if (limit < 1)
            throw CommandException.Usage($"--limit is to be a number from 1, not {limit}; --all lists every entry.");
        var query = new AuditQuery
        {
            EventId = invocation.Get(_event),
            PrincipalName = invocation.Get(_user),
            Repository = invocation.Get(_repository),
            Since = Time(invocation, _since),
            Until = Time(invocation, _until),
        };
        await using var services = Application.OpenHomeToRead(invocation);
        query = query with { DocumentId = await DocumentAsync(services.GetRequiredService<IDocumentStore>(), invocation, cancellationToken) };
        if (isCsv)
            invocation.Output.Write(AuditCsv.Header, header => header);
        var count = 0;
        await foreach (var entry in services.GetRequiredService<IAuditLog>().ReadAsync(query, invocation.Get(_all) ? null : limit, cancellationToken))
        {
            invocation.Output.Write(entry, isCsv ? AuditCsv.Line : Text);
            count++;
        }
        if (count == 0)
            await invocation.Terminal.Error.WriteLineAsync("No entry has all of that.");
        return ExitCode.Ok;
    }

    private async Task<string?> DocumentAsync(IDocumentStore documents, Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Get(_document) is not { } document || !document.StartsWith('/'))
            return invocation.Get(_document);
        var repository = invocation.Get(_repository) ?? documents.Repositories[0];
        return (await documents.FindByPathAsync(repository, document, cancellationToken))?.Id
            ?? throw CommandException.NotFound($"There is no document '{document}' in the repository '{repository}'. One that was deleted is found by its id.");
    }

    private static string Text(AuditEntry entry) =>
        $"{entry.EventDate.ToText()}\t{entry.EventId}\t{entry.PrincipalName}\t{entry.DocumentPath ?? entry.DocumentId ?? "-"}\t{entry.Comment}";

    private static DateTimeOffset? Time(Invocation invocation, Option<string?> option) => invocation.Get(option) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw CommandException.Usage($"{option.Name} is to be a time like 2026-01-31 or 2026-01-31T12:00:00Z, not '{text}'.");
}
