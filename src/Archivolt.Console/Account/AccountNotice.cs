using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>What the page says after a form did its work; its address names it by a word, so that nobody else puts a sentence there.</summary>
internal static class AccountNotice
{
    public const string PasswordChanged = "password";
    public const string TokenRevoked = "revoked";
    public const string Disconnected = "disconnected";

    /// <summary>The sentence for a word; null for another word.</summary>
    public static string? Of(string? done) => done switch
    {
        PasswordChanged => Phrase.Of("The password is changed, and your other sessions have ended."),
        TokenRevoked => Phrase.Of("The token is revoked."),
        Disconnected => Phrase.Of("The account is disconnected."),
        _ => null,
    };
}
