using System.Net;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Security;

/// <summary>Verifies passwords at their turn (<see cref="LoginThrottle"/>), and logs who got one wrong.</summary>
internal sealed partial class PasswordCheck(IUserStore users, LoginThrottle throttle, ILogger<PasswordCheck> logger)
{
    /// <summary>The principal when name and password are right, else null.</summary>
    /// <exception cref="RequestException">429: too many wait.</exception>
    public async Task<Principal?> VerifyAsync(HttpContext context, string name, string password)
    {
        var (address, aborted) = (context.Connection.RemoteIpAddress, context.RequestAborted);
        var principal = await throttle.VerifyAsync(name, address, () => users.VerifyPasswordAsync(name, password, aborted), aborted);
        if (principal is null)
            await LogAsync(name, address);
        return principal;
    }

    // Whoever hangs up is logged as well. What is nobody's name may be a password in the wrong field.
    private async Task LogAsync(string name, IPAddress? address)
    {
        if (await users.FindAsync(name, CancellationToken.None) is { } user)
            LogWrong(address, user.Name);
        else
            LogUnknown(address);
    }

    [LoggerMessage(160, LogLevel.Warning, "A wrong password came from {Address} for the user '{User}'.")]
    private partial void LogWrong(IPAddress? address, string user);

    [LoggerMessage(161, LogLevel.Warning, "A password came from {Address} for a name that no user has.")]
    private partial void LogUnknown(IPAddress? address);
}
