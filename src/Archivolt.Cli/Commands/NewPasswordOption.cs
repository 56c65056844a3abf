using System.CommandLine;

namespace Archivolt.Cli.Commands;

/// <summary><c>--password-stdin</c>: takes a new password from standard input; without it people are asked.</summary>
internal sealed class NewPasswordOption : Option<bool>
{
    public NewPasswordOption()
        : base("--password-stdin") => Description = "Read the password from the first line of standard input.";

    public async Task<string> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (!invocation.Get(this))
            return await PasswordPrompt.AskNewAsync(invocation, "Password", Name, cancellationToken);
        using var input = new StreamReader(invocation.Terminal.In, leaveOpen: true);
        return await input.ReadLineAsync(cancellationToken)
            ?? throw CommandException.Usage("Standard input has no line; write the password into it.");
    }
}
