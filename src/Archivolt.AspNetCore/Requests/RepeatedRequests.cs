using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Requests;

/// <summary>
/// Carries out a request with the header <c>Idempotency-Key</c> once, however often its client sends it: a second one is refused (409) while the first is carried out, and then
/// answered like it. A request that failed may be made again under its key.
/// </summary>
internal sealed class RepeatedRequests(RequestDelegate next)
{
    /// <summary>The header.</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Answers that are longer are not kept, and no files; a repetition is told so.</summary>
    public const int MaxAnswer = 256 * 1024;

    private const int MaxKey = 255;

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Headers.TryGetValue(KeyHeader, out var header) && context.GetEndpoint()?.Metadata.GetMetadata<OnceMetadata>() is not null && !context.ActingPrincipal().IsAnonymous
            ? RunOnceAsync(context, header is [{ Length: > 0 and <= MaxKey } key] ? key : throw RequestException.BadRequest($"The header {KeyHeader} is to have 1 to {MaxKey} characters."))
            : next(context);

    private async Task RunOnceAsync(HttpContext context, string key)
    {
        var response = context.Response;
        // Also on an error, which begins its headers anew.
        response.OnStarting(() =>
        {
            response.Headers[KeyHeader] = key;
            return Task.CompletedTask;
        });
        var ledger = context.RequestServices.GetRequiredService<IRequestLedger>();
        var turn = new RequestTurn(context.ActingPrincipal().Name, key, await RequestSubject.OfAsync(context.Request, context.RequestAborted), Guid.NewGuid());
        if (await ledger.BeginAsync(turn, context.RequestAborted) is { } known)
        {
            await RepeatAsync(known, turn, response, context.RequestAborted);
            return;
        }
        var client = response.Body;
        var isKept = false;
        AnswerBuffer? buffer = null;
        await using var answer = buffer = new AnswerBuffer(client, MaxAnswer, KeepAsync);
        response.Body = answer;
        try
        {
            await next(context);
            await response.BodyWriter.FlushAsync(CancellationToken.None);
            await KeepAsync();
        }
        catch when (!isKept)
        {
            await ledger.ForgetAsync(turn, CancellationToken.None);
            throw;
        }
        finally
        {
            response.Body = client;
        }
        await answer.SendAsync(context.RequestAborted);

        // Before it is sent: what a client may have been told is never done a second time, also when the client is gone.
        Task KeepAsync()
        {
            if (isKept)
                return Task.CompletedTask;
            isKept = true;
            return response.StatusCode is >= 200 and < 300
                ? ledger.CompleteAsync(turn, buffer!.KeptOf(response), CancellationToken.None)
                : ledger.ForgetAsync(turn, CancellationToken.None);
        }
    }

    private static async Task RepeatAsync(KnownRequest known, RequestTurn turn, HttpResponse response, CancellationToken cancellationToken)
    {
        if (known.Subject != turn.Subject)
            throw new RequestException(StatusCodes.Status422UnprocessableEntity, $"The key '{turn.Key}' belongs to another request.");
        if (known.Answer is not { } answer)
            throw new RequestException(StatusCodes.Status409Conflict, "The request with this key is being carried out; ask again later.");
        if (answer.Body is not { } body)
            throw new RequestException(StatusCodes.Status409Conflict, "The request with this key was carried out; its answer was a file or too long, and was not kept.");
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (body.Length > 0)
            await response.Body.WriteAsync(body, cancellationToken);
    }
}

/// <summary>Marks endpoints whose requests are carried out once for a key. Their answers hold no secrets, since they are kept.</summary>
internal sealed class OnceMetadata;

/// <summary>Marks endpoints.</summary>
internal static class OnceEndpoints
{
    /// <summary>Requests with a key are carried out once.</summary>
    public static TBuilder RunsOnce<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OnceMetadata());
}
