using System.CommandLine;
using System.Text;
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
        return ChosenPassword.IsAcceptable(password)
            ? password
            : throw CommandException.Usage($"A password has at least {ChosenPassword.MinLength} characters, and no control character; nothing was changed.");
    }

    private static async Task<string> ReadLineAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(invocation.Terminal.In, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), leaveOpen: true);
        try
        {
            return await input.ReadLineAsync(cancellationToken) ?? throw CommandException.Usage("Standard input has no line; write the password into it.");
        }
        catch (DecoderFallbackException)
        {
            throw CommandException.Usage("Standard input is not UTF-8; nothing was changed.");
        }
    }
}
