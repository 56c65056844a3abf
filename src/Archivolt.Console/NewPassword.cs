using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole;

/// <summary>A new password, which forms ask for twice.</summary>
internal static class NewPassword
{
    /// <summary>Name of the second field.</summary>
    public const string AgainField = "again";

    /// <summary>The password in a field.</summary>
    /// <exception cref="RequestException">400: it is too short, has a control character, or is another the second time.</exception>
    public static string In(IFormCollection fields, string field)
    {
        var password = fields[field].ToString();
        if (fields[AgainField].ToString() != password)
            throw RequestException.BadRequest(Phrase.Of("The password was not the same both times; enter it twice."));
        return ChosenPassword.IsAcceptable(password)
            ? password
            : throw RequestException.BadRequest(Phrase.Of($"A password has at least {ChosenPassword.MinLength} characters, and no control character."));
    }
}
