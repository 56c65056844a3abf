using System.Text;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Requests;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Automation;

/// <summary>
/// Operations whose answer is fetched later: <c>…/{operation}/@async</c>. The operation runs before it is answered where it will be, so its errors are the client's at once;
/// the answer is kept for an hour, for whoever started it, on every node. Of content (a ZIP of many, a conversion) the answer is where it can be fetched, as
/// <see cref="TemporaryBlobs"/>, which is made in the background.
/// </summary>
internal static class KeptOperations
{
    public static void Map(IEndpointRouteBuilder automation)
    {
        automation.MapPost("{operation}/@async", RunAsync).WithTags("Automation").WithName("RunOperationAsync").WithSummary("Runs an operation whose answer is fetched later.")
            .TakesJson("""{"input": "doc:/default-domain/workspaces/report", "params*": {"properties": {"dc:title": "Report"}}, "context": {}}""", "multipart/form-data").Produces(StatusCodes.Status202Accepted).ProducesErrors(400, 403, 404, 409, 413);
        automation.MapGet("{operation}/@async/{id:guid}/status", GetStatusAsync).WithTags("Automation").WithName("GetOperationStatus")
            .WithSummary("How far such an operation is; sends on to the answer when it is there.").ProducesJson("OperationStatus").Produces(StatusCodes.Status302Found).ProducesErrors(404);
        automation.MapGet("{operation}/@async/{id:guid}", GetAnswerAsync).WithTags("Automation").WithName("GetOperationAnswer").WithSummary("The answer of such an operation.")
            .ProducesJson("Anything").Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status302Found).ProducesErrors(404);
    }

    private static async Task<IResult> RunAsync(string operation, HttpContext context, OperationRunner runner, KeptFiles files, IRequestLedger ledger, IOptions<HttpOptions> options)
    {
        var turn = TurnOf(context, operation, Guid.NewGuid());
        await ledger.BeginAsync(turn, context.RequestAborted);
        try
        {
            var result = await runner.CarryOutAsync(operation, context);
            var answer = result is OperationResult.Blobs { Items.Count: > 0 } blobs
                ? FileOf(await files.KeepAsync(blobs, context))
                : await AnswerOfAsync(OperationAnswer.Of(result, context), context);
            await ledger.CompleteAsync(turn, answer, CancellationToken.None);
        }
        catch
        {
            await ledger.ForgetAsync(turn, CancellationToken.None);
            throw;
        }
        return TypedResults.Accepted($"{AddressOf(context, operation, turn.Id, options.Value)}/status");
    }

    private static async Task<IResult> GetStatusAsync(
        string operation, Guid id, HttpContext context, TemporaryBlobs temporary, IRequestLedger ledger, IOptions<HttpOptions> options)
    {
        var answer = (await FindAsync(operation, id, context, ledger)).Answer;
        var isRunning = answer is null
            || (KeyOf(answer) is { } key && await temporary.FindAsync(context.ActingPrincipal(), key, context.RequestAborted) is { IsCompleted: false, Error: null });
        return isRunning
            ? new EntityResult("string", writer => writer.WriteString("value"u8, "RUNNING"))
            : TypedResults.Redirect(AddressOf(context, operation, id, options.Value));
    }

    private static async Task<IResult> GetAnswerAsync(string operation, Guid id, HttpContext context, IRequestLedger ledger, IOptions<HttpOptions> options)
    {
        var answer = (await FindAsync(operation, id, context, ledger)).Answer ?? throw RequestException.NotFound("The operation has no answer yet.");
        if (KeyOf(answer) is { } key)
            return TypedResults.Redirect($"{BaseUrl.Of(context.Request, options.Value)}{TemporaryDownloads.Family}/{key}");
        context.Response.StatusCode = answer.Status;
        return answer.Body is { Length: > 0 } body ? TypedResults.Bytes(body, answer.ContentType) : TypedResults.StatusCode(answer.Status);
    }

    // Content is kept as the key under which it waits.
    private static KeptAnswer FileOf(Guid key) => new(StatusCodes.Status302Found, "text/plain", Encoding.ASCII.GetBytes(key.ToString()));

    private static Guid? KeyOf(KeptAnswer answer) =>
        answer is { Status: StatusCodes.Status302Found, Body: { } body } && Guid.TryParse(Encoding.ASCII.GetString(body.Span), out var key) ? key : null;

    // What the result would send, and the response as it was before.
    private static async Task<KeptAnswer> AnswerOfAsync(IResult result, HttpContext context)
    {
        var (response, client) = (context.Response, context.Response.Body);
        await using var buffer = new AnswerBuffer(Stream.Null, RepeatedRequests.MaxAnswer);
        response.Body = buffer;
        try
        {
            await result.ExecuteAsync(context);
            await response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        finally
        {
            response.Body = client;
        }
        var answer = buffer.KeptOf(response);
        if (answer.Body is null)
        {
            throw new RequestException(StatusCodes.Status413PayloadTooLarge,
                $"The operation was carried out; its answer is longer than {RepeatedRequests.MaxAnswer} bytes, and was not kept.");
        }
        response.Clear();
        SecurityHeaders.Set(response.Headers);
        return answer;
    }

    private static async Task<KnownRequest> FindAsync(string operation, Guid id, HttpContext context, IRequestLedger ledger) =>
        await ledger.FindAsync(TurnOf(context, operation, id), context.RequestAborted) ?? throw RequestException.NotFound($"There is no operation that you started with the id '{id}'.");

    private static RequestTurn TurnOf(HttpContext context, string operation, Guid id) => new(context.ActingPrincipal().Name, $"@async {operation} {id}", operation, id);

    private static string AddressOf(HttpContext context, string operation, Guid id, HttpOptions options) =>
        $"{BaseUrl.Of(context.Request, options)}api/v1/automation/{Uri.EscapeDataString(operation)}/@async/{id}";
}
