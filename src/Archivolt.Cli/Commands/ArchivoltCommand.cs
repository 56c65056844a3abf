using System.CommandLine;

namespace Archivolt.Cli.Commands;

/// <summary>A command that does something: a name, a sentence, examples, and the run.</summary>
internal abstract class ArchivoltCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What its help says beyond the sentence.</summary>
    public string? Note { get; protected init; }

    /// <summary>Runs the command; results go to <see cref="Invocation.Output"/>, failures are thrown.</summary>
    public abstract Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}
