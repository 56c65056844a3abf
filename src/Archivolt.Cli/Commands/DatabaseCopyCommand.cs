using System.CommandLine;
using Archivolt.Documents.Sql;
using Archivolt.Documents.Sql.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt database copy FILE</c></summary>
internal sealed class DatabaseCopyCommand : ArchivoltCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The SQLite file, usually archivolt.db in the data home." };

    public DatabaseCopyCommand()
        : base("copy", "Copy documents, users and everything else from a SQLite file into the configured PostgreSQL database.",
            "Archivolt__Database='Host=db.example;Database=archivolt;Username=archivolt' archivolt database copy ./data/archivolt.db")
    {
        Note = "Stop the servers first. All is copied or nothing; the file stays as it is, and the PostgreSQL database must hold no documents yet.";
        Add(_file);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToWrite(invocation);
        var target = services.GetRequiredService<IOptions<SqlDocumentsOptions>>().Value;
        var copied = await ProgressBar.RunAsync(
            invocation, "copy", total: null, progress => DatabaseCopy.FromSqliteAsync(invocation.Get(_file), target, progress, cancellationToken));
        foreach (var (table, rows) in copied)
            invocation.Output.Write(new Line(table, rows), line => $"{line.Table}\t{line.Rows}");
        return ExitCode.Ok;
    }

    private sealed record Line(string Table, long Rows);
}
