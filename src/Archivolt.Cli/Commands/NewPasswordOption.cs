using System.CommandLine;
using Archivolt.Documents.Access;

namespace Archivolt.Cli.Commands;

/// <summary><c>--password-stdin</c>: takes a new password from standard input; without it people are asked.</summary>
internal sealed class NewPasswordOption : Option<bool>
{
    public NewPasswordOption()
        : base("--password-stdin") => Description = "Read the password from the first line of standard input.";

    public async Task<string> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var password = invocation.Get(this) ? await ReadLineAsync(invocation, cancellationToken) : await PasswordPrompt.AskNewAsync(invocation, "Password", Name, cancellationToken);
        return password.Length >= ChosenPassword.MinLength ? password : throw CommandException.Usage($"A password has at least {ChosenPassword.MinLength} characters; nothing was changed.");
    }

    private static async Task<string> ReadLineAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(invocation.Terminal.In, leaveOpen: true);
        return await input.ReadLineAsync(cancellationToken) ?? throw CommandException.Usage("Standard input has no line; write the password into it.");
    }
}
