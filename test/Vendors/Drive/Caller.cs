using Archivolt.Vendors.Http;
using Archivolt.Vendors.OAuth;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>Who calls, as the bearer token says. Everything that a caller sees depends on it: another's file is not found.</summary>
internal sealed record Caller(DriveAccount Account, Grant Grant)
{
    private const string Scope = "https://www.googleapis.com/auth/drive";

    public static Caller Of(HttpContext context, DriveServer server)
    {
        var token = OAuthServer.BearerOf(context.Request) ??
            throw DriveErrors.Of(401, "required", "Login Required.", "Authorization");
        if (server.OAuth.FindAccess(token) is not { } access || access.Left <= TimeSpan.Zero)
            throw DriveErrors.Credentials();
        RequestLog.EntryOf(context)!.Account = access.Grant.Account;
        return new Caller(server.Store.Accounts[access.Grant.Account], access.Grant);
    }

    /// <summary>A caller of the Drive API: its grant must name one of the scopes that read files.</summary>
    public static Caller OfDrive(HttpContext context, DriveServer server)
    {
        var caller = Of(context, server);
        return caller.Grant.Scopes.Any(scope => scope.StartsWith(Scope, StringComparison.Ordinal)) ? caller : throw DriveErrors.Scopes();
    }

    public bool MayWrite => Grant.Scopes.Contains(Scope) || Grant.Scopes.Contains(Scope + ".file");

    public bool MayReadContent => !Grant.Scopes.All(scope => !scope.StartsWith(Scope, StringComparison.Ordinal) ||
        scope.StartsWith(Scope + ".metadata", StringComparison.Ordinal));

    public bool Has(string scope) => Grant.Scopes.Contains(scope);
}
