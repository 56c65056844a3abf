using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Archivolt.Cli.Commands;

namespace Archivolt.Cli;

/// <summary>The usual help, then the command's note and examples, or the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public static void AddTo(Command root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ArchivoltCommand command)
        {
            if (command.Note is { } note)
                output.WriteLine(note + Environment.NewLine);
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
                output.WriteLine($"  {example}");
        }
        else
        {
            output.WriteLine("Exit codes: 0 done, 1 a finding (damage, no such blob), 2 wrong usage or configuration, 3 failed, 130 stopped.");
        }
        return 0;
    }
}
