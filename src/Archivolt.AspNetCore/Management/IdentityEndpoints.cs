using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.OpenId;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Management;

/// <summary>Who users are at identity providers.</summary>
internal static class IdentityEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("identities", ListAsync).WithName("ListIdentities").WithSummary("Who a user (query: user) is at identity providers; without a user those whose user was deleted, which keeps them out.")
            .ProducesJson("Identities").ProducesErrors(403);
        management.MapPost("identities", LinkAsync).WithName("LinkIdentity").WithSummary("Lets somebody at the identity provider act for a user: {\"user\", \"subject\", \"issuer\"}; the issuer may be left out for the configured one.")
            .TakesJson("""{"user": "alice", "issuer": "https://id.example.org", "subject": "248289761001"}""").Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404, 409);
        management.MapDelete("identities", UnlinkAsync).WithName("UnlinkIdentity").WithSummary("Forgets somebody (query: subject, issuer): who comes again is new, also after the user was deleted.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(400, 403, 404);
    }

    private static async Task<IResult> ListAsync(string? user, IExternalIdentityStore identities, CancellationToken cancellationToken)
    {
        var all = await identities.ListAsync(string.IsNullOrEmpty(user) ? null : user, cancellationToken);
        return new EntityResult("identities", writer => writer.WriteEntries(all, Write));
    }

    private static async Task<IResult> LinkAsync(HttpContext context, IExternalIdentityStore identities, IOptions<OpenIdConnectOptions> options)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("An identity");
        var user = body.Text("user") ?? throw RequestException.BadRequest("An identity needs the name of its 'user'.");
        try
        {
            return await identities.LinkAsync(Identity(body.Text("issuer"), body.Text("subject"), options.Value), user, context.ActingPrincipal(), context.RequestAborted)
                ? TypedResults.NoContent()
                : throw RequestException.NotFound($"There is no user '{user}'.");
        }
        catch (InvalidOperationException exception)
        {
            throw new RequestException(StatusCodes.Status409Conflict, exception.Message, exception);
        }
        catch (ArgumentException exception)
        {
            throw RequestException.BadRequest(exception);
        }
    }

    private static async Task<IResult> UnlinkAsync(string? issuer, string? subject, HttpContext context, IExternalIdentityStore identities, IOptions<OpenIdConnectOptions> options) =>
        await identities.UnlinkAsync(Identity(issuer, subject, options.Value), context.ActingPrincipal(), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw RequestException.NotFound("Nobody is known by this issuer and subject.");

    private static ExternalIdentity Identity(string? issuer, string? subject, OpenIdConnectOptions options) => new(
        issuer is { Length: > 0 } ? issuer : options.Authority?.OriginalString ?? throw RequestException.BadRequest("An identity needs its 'issuer'."),
        subject is { Length: > 0 } ? subject : throw RequestException.BadRequest("An identity needs its 'subject'."));

    private static void Write(Utf8JsonWriter writer, KnownIdentity known)
    {
        writer.WriteString("issuer"u8, known.Identity.Issuer);
        writer.WriteString("subject"u8, known.Identity.Subject);
        writer.WriteString("user"u8, known.UserName);
        writer.WriteString("created"u8, JsonDates.Format(known.Created));
    }
}
