using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Account;

/// <summary>Asks for the password once more before what outlives a session. A wrong one counts as it does when signing in.</summary>
internal sealed class CurrentPassword(PasswordCheck passwords)
{
    /// <summary>Name of the field.</summary>
    public const string Field = "current";

    /// <summary>Goes on when the form has the right password.</summary>
    /// <exception cref="RequestException">400: none was entered. 403: it is wrong. 429: too many wait for their turn.</exception>
    public async Task RequireAsync(HttpContext context, IFormCollection fields)
    {
        var password = fields[Field].ToString();
        if (password.Length == 0)
            throw RequestException.BadRequest(Phrase.Of("Enter your current password."));
        var name = context.ActingPrincipal().Name;
        _ = await passwords.VerifyAsync(context, name, password)
            ?? throw RequestException.Forbidden(Phrase.Of("The current password is wrong. It counts like a wrong one when signing in: after a few of them each further try has to wait."));
    }
}
