using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Archivolt.WebConsole.Live;

/// <summary>
/// Tells open pages what changed, as server-sent events: each is named after a region of <see cref="LiveRegions"/> and carries what that shows. It ends
/// with the session and with the server.
/// </summary>
internal sealed class LiveEndpoint(LiveWatch watch, LiveRegions regions, IUserStore users, IHostApplicationLifetime host, TimeProvider clock)
{
    /// <summary>Name of the events that only say that the server is there.</summary>
    public const string Still = "still";

    private const int MostRegions = 8;

    // How long a page may listen after its session ended.
    private static readonly TimeSpan SessionCheck = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(ConsoleUrl.Live, (HttpContext context, LiveEndpoint self) => self.Listen(context));

    private ServerSentEventsResult<string> Listen(HttpContext context)
    {
        var names = context.Request.Query["of"].OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (names.Count is 0 or > MostRegions)
            throw RequestException.BadRequest(Phrase.Of($"Name what to tell of by 'of', once to {MostRegions} times."));
        var asked = names.Select(name => regions.Find(name) ?? throw RequestException.NotFound(Phrase.Of("There is no such part of a page."))).ToList();
        if (watch.IsFullFor(context.ActingPrincipal().Name))
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, Phrase.Of("Too many pages are kept up to date at the moment; load this one again to see what changed."));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(EventsAsync(asked, context, context.RequestAborted));
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(IReadOnlyList<LiveRegion> asked, HttpContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var user = context.ActingPrincipal().Name;
        if (HttpMethods.IsHead(context.Request.Method) || watch.TryListen(user, asked) is not { } listener)
            yield break;
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
            var welcomed = clock.GetTimestamp();
            while (await NextAsync(listener, ended.Token) is { } news)
            {
                foreach (var (region, html) in news)
                    yield return new SseItem<string>(html, region);
                if (clock.GetElapsedTime(welcomed) < SessionCheck)
                    continue;
                if (!await IsWelcomeAsync(context))
                    yield break;
                welcomed = clock.GetTimestamp();
                yield return new SseItem<string>("", Still);
            }
        }
        finally
        {
            watch.Leave(user, listener, asked);
        }
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>?> NextAsync(LiveListener listener, CancellationToken cancellationToken)
    {
        try
        {
            return await listener.NextAsync(SessionCheck, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // By other credentials than a session's nobody listens for longer: who sent them sends them again.
    private async Task<bool> IsWelcomeAsync(HttpContext context) => SessionCookie.SecretOf(context.Request) is { } secret
        && await users.VerifyTokenAsync(secret, context.RequestAborted) is { IsAdministrator: true };
}
