namespace Archivolt.Cli;

/// <summary>Asks for a new password at the keyboard, twice and without showing it.</summary>
internal static class PasswordPrompt
{
    /// <summary>The password.</summary>
    /// <param name="invocation">Whose terminal is used.</param>
    /// <param name="label">What is asked for.</param>
    /// <param name="otherwise">What to use where there is no keyboard, such as <c>--password-file</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<string> AskNewAsync(Invocation invocation, string label, string otherwise, CancellationToken cancellationToken)
    {
        var terminal = invocation.Terminal;
        if (terminal.ReadHidden is not { } readHidden)
            throw CommandException.Usage($"There is no keyboard to ask for the password; use {otherwise}.");
        var first = await AskAsync($"{label}: ");
        return first == await AskAsync("Once more: ") ? first : throw CommandException.Usage("The two passwords differ; nothing was changed.");

        // The keyboard cannot be interrupted, so the wait for it is.
        async Task<string> AskAsync(string prompt)
        {
            await terminal.Error.WriteAsync(prompt);
            var line = await Task.Run(readHidden, cancellationToken).WaitAsync(cancellationToken);
            await terminal.Error.WriteLineAsync();
            return line;
        }
    }
}
