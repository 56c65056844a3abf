using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Archivolt.Cli.Commands;
using Archivolt.Cli.Commands.Collection;
using Archivolt.Cli.Commands.Keyrings;
using Archivolt.Cli.Commands.Rules;

namespace Archivolt.Cli;

/// <summary>The tree of commands, and the one place where a command's end becomes an exit code.</summary>
internal static class CommandLine
{
    private const int BrokenPipe = 32; // EPIPE, the same number on Linux, macOS and the BSDs
    private const int BrokenPipeOnWindows = unchecked((int)0x8007006D);

    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // No response files: '@name' is a file name like any other.
        var parsed = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new Invocation(parsed, terminal);
        try
        {
            return await RunAsync(parsed, invocation, cancellationToken);
        }
        catch (IOException exception) when (exception.HResult is BrokenPipe or BrokenPipeOnWindows)
        {
            return ExitCode.Ok; // The reader of our output has seen enough, as in 'archivolt ls default | head'.
        }
        catch (Exception exception)
        {
            var failure = Failure.Of(exception);
            invocation.Output.WriteFailure(failure);
            if (Environment.GetEnvironmentVariable("ARCHIVOLT_DEBUG") == "1")
                await terminal.Error.WriteLineAsync(exception.ToString());
            return failure.ExitCode;
        }
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, Invocation invocation, CancellationToken cancellationToken)
    {
        var isRun = parsed.Action is null || parsed.Action == parsed.CommandResult.Command.Action;
        if (parsed.Action is ParseErrorAction || (isRun && UnknownOption(parsed) is not null))
            throw CommandException.Usage(Describe(parsed));
        if (isRun && parsed.CommandResult.Command is ArchivoltCommand command)
        {
            // What was printed before a failure is printed all the same.
            await using var output = invocation.Output;
            return await command.RunAsync(invocation, cancellationToken);
        }
        await using var text = new StreamWriter(invocation.Terminal.Out, leaveOpen: true);
        return (ExitCode)await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = text,
                Error = invocation.Terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are Program's
            },
            cancellationToken);
    }

    // A plain command, since a RootCommand takes its name from the file it runs from.
    private static Command CreateRoot()
    {
        var root = new Command("archivolt", "Keeps the files that documents carry: each content once, durable, verifiable.")
        {
            new ServeCommand(),
            new PutCommand(),
            new GetCommand(),
            new StatCommand(),
            new ListCommand(),
            new ProvidersCommand(),
            new VerifyCommand(),
            new ScrubCommand(),
            JobsCommand.CreateAll(),
            new CheckCommand(),
            new Command("stores", "Who uses the stores.") { new StoresListCommand(), StoresChangeCommand.Take(), StoresChangeCommand.Join(), StoresChangeCommand.Leave() },
            new Command("quarantine", "Damaged blobs.") { new QuarantineListCommand(), new QuarantineReleaseCommand() },
            new ReencryptCommand(),
            new Command("keyring", "Keyrings of encrypted providers: data keys, and the master keys that open them.")
            {
                new KeyringShowCommand(),
                new KeyringVerifyCommand(),
                new KeyringRotateCommand(),
                new KeyringAddMasterCommand(),
                new KeyringRemoveMasterCommand(),
                new KeyringChangePasswordCommand(),
                new KeyringExportCommand(),
                new KeyringImportCommand(),
            },
            new RestoreCommand(),
            new ExplainCommand(),
            new Command("gc", "Collects what no document refers to: plan, condemn, wait for the grace, purge.")
            {
                new GcPlanCommand(),
                GcWorkCommand.Condemn(),
                GcWorkCommand.Purge(),
                GcWorkCommand.Run(),
                new GcRestoreCommand(),
                new GcStatusCommand(),
            },
            new UploadsCommand(),
            new AuditCommand(),
            new Command("moves", "Blobs on their way to another provider.")
            {
                new MovesListCommand(),
                new MovesRunCommand(),
                new MovesRetryCommand(),
                new MovesPauseCommand("pause", "Make no moves, on any server, until resumed.", pause: true),
                new MovesPauseCommand("resume", "Go on making moves.", pause: false),
            },
            new Command("tier", "Blobs whose place depends on time.") { new TierRunCommand(), new TierStatusCommand() },
            new SimulateCommand(),
            new Command("rules", "The rules that choose a provider for each blob.") { new RulesShowCommand(), new RulesHistoryCommand(), new RulesApplyCommand(), new RulesReturnCommand() },
            MigrateCommand.CreateAll(),
            new Command("database", "The database of documents, users and audit.") { new DatabaseCopyCommand() },
            new Command("user", "Users of the data home.") { new UserAddCommand(), new UserPasswordCommand(), new UserListCommand(), new UserRemoveCommand() },
            new Command("token", "Bearer tokens of users.") { new TokenCreateCommand(), new TokenListCommand(), new TokenRevokeCommand() },
            new VersionOption(),
            new HelpOption(),
        };
        foreach (var option in GlobalOptions.All)
            root.Add(option);
        HelpWithExamples.AddTo(root);
        return root;
    }

    private static string Describe(ParseResult parsed)
    {
        var names = new List<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = command.Parent)
            names.Insert(0, command.Command.Name);
        return $"{UnknownOption(parsed) ?? parsed.Errors[^1].Message} See '{string.Join(' ', names)} --help'.";
    }

    // The parser would take a misspelt option for an argument. What stands behind '--' is one.
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
        .Select(token => $"There is no option '{token.Value}'.")
        .FirstOrDefault();
}
