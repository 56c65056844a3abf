using System.Globalization;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.ColdStorage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// A document's content in cold storage: <c>…/@coldstorage</c> says where it is, <c>/move</c>, <c>/retrieve</c> and <c>/restore</c> below it do what
/// the platform's operations of these names do.
/// </summary>
internal static class ColdStorageEndpoints
{
    public static void Map(DocumentRoutes routes)
    {
        routes.At("@coldstorage").MapGet("", GetAsync).WithName("GetColdStorage")
            .WithSummary("Where a document's content is between storage and cold storage.").ProducesJson("DocumentColdStorage").ProducesErrors(404, 403);
        routes.At("@coldstorage", rest: true, recordsRefusals: true).MapPost("", PostAsync).WithName("UseColdStorage")
            .WithSummary("Moves content to cold storage (move), asks for it to be available (retrieve), brings it back (restore).")
            .WithDescription("Moving and restoring take WriteColdStorage, retrieving Read.")
            .TakesNumber("numberOfDaysOfAvailability", "For how long content is wanted; for retrieve.")
            .ProducesJson("Document").ProducesErrors(400, 404, 403, 409, 412, 501);
    }

    private static async Task<IResult> GetAsync(DocumentRequest request, ColdDocuments cold)
    {
        var status = await cold.FindStatusAsync(request.Document, request.Context.RequestAborted)
            ?? throw RequestException.NotFound("The content of this document is in no provider with cold storage.");
        return new EntityResult("coldStorage", writer => ColdStatusJson.Write(writer, status));
    }

    private static async Task<IResult> PostAsync(DocumentRequest request, ColdDocuments cold)
    {
        var changed = request.Address.RestText switch
        {
            "move" => await MoveAsync(request, cold),
            "retrieve" => await cold.RetrieveAsync(
                request.Principal, request.Document, DaysOf(request.Context.Request), WriteConditions.OfDocument(request.Context.Request), CancellationToken.None),
            "restore" => await RestoreAsync(request, cold),
            var other => throw RequestException.NotFound($"Cold storage has no '{other}'; there are move, retrieve and restore."),
        };
        return DocumentJson.For(request.Context).Result(changed);
    }

    private static async Task<Document> MoveAsync(DocumentRequest request, ColdDocuments cold)
    {
        await request.RequireAsync(Permission.WriteColdStorage);
        return await cold.MoveAsync(request.Principal, request.Document, WriteConditions.OfDocument(request.Context.Request), CancellationToken.None);
    }

    private static async Task<Document> RestoreAsync(DocumentRequest request, ColdDocuments cold)
    {
        await request.RequireAsync(Permission.WriteColdStorage);
        return await cold.RestoreAsync(request.Principal, request.Document, WriteConditions.OfDocument(request.Context.Request), CancellationToken.None);
    }

    private static int? DaysOf(HttpRequest request)
    {
        const string name = "numberOfDaysOfAvailability";
        if (request.Query[name].ToString() is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500
            ? days
            : throw RequestException.BadRequest($"'{name}' is to be a number of days from 1, not '{text}'.");
    }
}
