using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Access;
using Archivolt.Documents.Records;
using Archivolt.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// Records: <c>…/@record</c>, <c>…/@retention</c> and <c>…/@hold</c>, each with the platform's permission for it. What is so is in the document's JSON.
/// </summary>
internal static class RecordEndpoints
{
    public static void Map(DocumentRoutes routes)
    {
        routes.At("@record", recordsRefusals: true).MapPut("", MakeRecordAsync)
            .WithName("MakeRecord").WithSummary("Makes a document a record, for good.")
            .WithDescription("""Takes MakeRecord. The body {"flexible": true} makes a flexible record, which stays where it is and whose retention may be shortened.""")
            .TakesJson("""{"flexible": true}""").ProducesJson("Document").ProducesErrors(400, 404, 403, 409, 412);
        routes.At("@retention", recordsRefusals: true).MapPut("", SetRetentionAsync)
            .WithName("SetRetention").WithSummary("Retains a record until a time.")
            .WithDescription("""Takes SetRetention. The body is {"retainUntil": "2030-01-31T00:00:00Z"}, "indeterminate", or null where it is over. A time that runs only becomes longer.""")
            .TakesJson("""{"retainUntil": "2030-01-31T00:00:00Z"}""").ProducesJson("Document").ProducesErrors(400, 404, 403, 409, 412);
        routes.At("@hold", recordsRefusals: true).MapPut("", (DocumentRequest request, RecordKeeper records) => HoldAsync(request, records, hold: true))
            .WithName("SetLegalHold").WithSummary("Puts a legal hold on a record.")
            .WithDescription("""Takes ManageLegalHold. The body {"comment": "why"} is remembered in the audit.""")
            .TakesJson("""{"comment": "why"}""").ProducesJson("Document").ProducesErrors(400, 404, 403, 412);
        routes.At("@hold", recordsRefusals: true).MapDelete("", (DocumentRequest request, RecordKeeper records) => HoldAsync(request, records, hold: false))
            .WithName("RemoveLegalHold").WithSummary("Takes a legal hold off a record. Takes ManageLegalHold.")
            .ProducesJson("Document").ProducesErrors(400, 404, 403, 412);
    }

    private static async Task<IResult> MakeRecordAsync(DocumentRequest request, RecordKeeper records)
    {
        await request.RequireAsync(Permission.MakeRecord);
        var flexible = await BodyAsync(request) is { } body && body.TryGetProperty("flexible", out var flag) && flag.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw RequestException.BadRequest($"'flexible' is to be true or false, not {JsonBody.Kind(flag)}."),
        };
        var made = await records.MakeRecordAsync(
            request.Principal, request.Document, flexible, WriteConditions.OfDocument(request.Context.Request), CancellationToken.None);
        return DocumentJson.For(request.Context).Result(made);
    }

    private static async Task<IResult> SetRetentionAsync(DocumentRequest request, RecordKeeper records)
    {
        await request.RequireAsync(Permission.SetRetention);
        if (await BodyAsync(request) is not { } body || !body.TryGetProperty("retainUntil", out _))
            throw RequestException.BadRequest("""The body is to be like {"retainUntil": "2030-01-31T00:00:00Z"}.""");
        DateTimeOffset? until = body.Text("retainUntil") switch
        {
            null => null,
            "indeterminate" => Retention.Indeterminate,
            var text when JsonDates.TryParse(text, out var date) => date,
            var text => throw RequestException.BadRequest($"'retainUntil' is to be a date like 2030-01-31T00:00:00Z, \"indeterminate\" or null, not '{text}'."),
        };
        var retained = await records.SetRetentionAsync(
            request.Principal, request.Document, until, WriteConditions.OfDocument(request.Context.Request), CancellationToken.None);
        return DocumentJson.For(request.Context).Result(retained);
    }

    private static async Task<IResult> HoldAsync(DocumentRequest request, RecordKeeper records, bool hold)
    {
        await request.RequireAsync(Permission.ManageLegalHold);
        var terms = WriteConditions.OfDocument(request.Context.Request) with { Comment = (await BodyAsync(request))?.Text("comment") };
        var held = await records.SetLegalHoldAsync(request.Principal, request.Document, hold, terms, CancellationToken.None);
        return DocumentJson.For(request.Context).Result(held);
    }

    private static async Task<JsonElement?> BodyAsync(DocumentRequest request) => request.Context.Request.ContentLength is null or 0
        && !request.Context.Request.Headers.ContainsKey("Transfer-Encoding")
        ? null
        : (await JsonBody.ReadAsync(request.Context)).AsObject("The request");
}
