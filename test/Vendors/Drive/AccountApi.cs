using System.Text.Json.Nodes;
using Archivolt.Vendors.Http;
using Archivolt.Vendors.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>Whose token it is: <c>about.get</c>, OpenID Connect's <c>userinfo</c>, <c>tokeninfo</c>; and its end, <c>revoke</c>.</summary>
internal sealed class AccountApi(DriveServer server)
{
    private static readonly HashSet<string> AboutFields = new(StringComparer.Ordinal)
    {
        "kind", "user", "storageQuota", "importFormats", "exportFormats", "maxImportSizes", "maxUploadSize", "appInstalled", "folderColorPalette",
        "driveThemes", "canCreateDrives", "canCreateTeamDrives", "teamDriveThemes",
    };

    public void Map(WebApplication application)
    {
        application.MapGet("/drive/v3/about", About);
        application.MapGet("/oauth2/v3/userinfo", UserInfo);
        application.MapGet("/v1/userinfo", UserInfo);
        application.MapMethods("/tokeninfo", ["GET", "POST"], TokenInfo);
        application.MapPost("/" + server.OAuth.Rules.RevocationPath, (Delegate)RevokeAsync);
    }

    private JsonNode? About(HttpContext context)
    {
        var caller = Caller.OfDrive(context, server);
        var mask = FieldMask.Parse(FilesApi.Parameter(context.Request.Query, "fields") ??
            throw DriveErrors.Of(400, "required", "The 'fields' parameter is required for this method.", "fields"));
        mask.Check(AboutFields);
        return mask.Apply(new JsonObject
        {
            ["kind"] = "drive#about",
            ["user"] = FileJson.OfUser(caller.Account, caller.Account),
            ["canCreateDrives"] = false,
        });
    }

    private JsonObject UserInfo(HttpContext context)
    {
        var caller = Caller.Of(context, server);
        var json = new JsonObject { ["sub"] = caller.Account.Id };
        if (caller.Has("email") || caller.Has("https://www.googleapis.com/auth/userinfo.email"))
        {
            json["email"] = caller.Account.Email;
            json["email_verified"] = caller.Account.IsVerified;
        }
        return json;
    }

    private JsonObject TokenInfo(HttpContext context, string? access_token)
    {
        if (server.OAuth.FindAccess(access_token ?? "") is not { } access || access.Left <= TimeSpan.Zero)
            throw new Refusal(400, new JsonObject { ["error"] = "invalid_token", ["error_description"] = "Invalid Value" });
        var account = server.Store.Accounts[access.Grant.Account];
        RequestLog.EntryOf(context)!.Account = account.Email;
        var json = new JsonObject
        {
            ["azp"] = server.OAuth.ClientId,
            ["aud"] = server.OAuth.ClientId,
            ["sub"] = account.Id,
            ["scope"] = string.Join(' ', access.Grant.Scopes),
            ["expires_in"] = $"{(long)access.Left.TotalSeconds}",
        };
        if (access.Grant.Scopes.Contains("email"))
        {
            json["email"] = account.Email;
            json["email_verified"] = account.IsVerified ? "true" : "false";
        }
        return json;
    }

    private async Task<JsonObject> RevokeAsync(HttpContext context)
    {
        var request = context.Request;
        var token = FilesApi.Parameter(request.Query, "token") ?? (request.HasFormContentType ? (await request.ReadFormAsync())["token"].ToString() : "");
        if (!server.OAuth.RevokeToken(token))
            throw TokenEndpoint.Refused("invalid_token", "Token expired or revoked");
        return [];
    }
}
