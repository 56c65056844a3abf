namespace Archivolt.WebConsole.Account;

/// <summary>The forms of the page.</summary>
internal enum AccountForm
{
    /// <summary>Changes the password.</summary>
    Password,

    /// <summary>Makes a token.</summary>
    Token,
}

/// <summary>A form that was refused, which is shown again with the reason.</summary>
/// <param name="Form">Which one.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Label">What was entered as the name of a token.</param>
internal sealed record RefusedForm(AccountForm Form, string Reason, int Status, string Label);
