using System.Globalization;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;
using Archivolt.Stores;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Records;

/// <summary>Makes documents records, keeps them for a time, and puts legal holds on them. What cannot be taken back is asked about before.</summary>
internal static class RecordEndpoints
{
    public const string UntilField = "until";
    public const string ReasonField = "reason";
    public const string FlexibleField = "flexible";

    /// <summary>The value of <see cref="UntilField"/> without a known end.</summary>
    public const string Indeterminate = "indeterminate";

    /// <summary>The value of <see cref="UntilField"/> for no time.</summary>
    public const string Never = "none";

    private const string ConfirmedField = "confirmed";
    private const string Address = ConsoleUrl.Records + "/{id}";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, AskAsync);
        pages.MapPost(Address, MakeAsync).AddEndpointFilter<RefusedActions>();
        pages.MapPost(Address + "/retention", RetainAsync).AddEndpointFilter<RefusedActions>();
        pages.MapPost(Address + "/hold", (string id, HttpContext context, RecordKeeper records) => HoldAsync(id, context, records, hold: true)).AddEndpointFilter<RefusedActions>();
        pages.MapPost(Address + "/hold/removal", (string id, HttpContext context, RecordKeeper records) => HoldAsync(id, context, records, hold: false)).AddEndpointFilter<RefusedActions>();
    }

    private static async Task<IResult> AskAsync(string id, HttpContext context)
    {
        var document = (await RequestAsync(id, context, Permission.MakeRecord)).Document;
        if (document is { IsRecord: true, IsFlexibleRecord: false })
            throw RequestException.BadRequest(Phrase.Of("The document is a record already."));
        var flexible = document.IsRecord ? Html.None : Html.Of(
            $"""<label class="check"><input type="checkbox" name="{FlexibleField}">{Phrase.Of("Flexible: its time may be shortened as long as there is no legal hold")}</label>""");
        var heading = document.IsRecord ? Phrase.Markup($"Make “{Shown.Name(document.Title)}” an enforced record?") : Phrase.Markup($"Make “{Shown.Name(document.Title)}” a record?");
        return new QuestionPage(new Question(Phrase.Of("Make it a record?"), ConsoleUrl.Documents, heading,
            Html.Of($"<p>{Phrase.Of("This cannot be undone, not even by an administrator. Its files go where the rules want records. From then on it can be kept for a time or under a legal hold; until one of these is set nothing keeps it.")}</p>"),
            $"{ConsoleUrl.Records}/{document.Id}", Phrase.Of("Make it a record"), ConsoleUrl.OfDocument(document.Path), Phrase.Of("Leave it as it is"))
        { Above = Trail.Of(document, isHere: false), Fields = Html.Of($"{Token(document)}{flexible}"), Call = ("PUT", $"id/{document.Id}/@record") });
    }

    private static async Task<IResult> MakeAsync(string id, HttpContext context, RecordKeeper records)
    {
        var request = await RequestAsync(id, context, Permission.MakeRecord);
        var fields = await FormFields.ReadAsync(context);
        return Done(await records.MakeRecordAsync(request.Principal, request.Document, fields.ContainsKey(FlexibleField), Terms(fields), CancellationToken.None), Outcome.RecordMade);
    }

    private static async Task<IResult> RetainAsync(string id, HttpContext context, RecordKeeper records, TimeProvider clock)
    {
        var request = await RequestAsync(id, context, Permission.SetRetention);
        var fields = await FormFields.ReadAsync(context);
        var (document, text) = (request.Document, fields[UntilField].ToString().Trim());
        var until = UntilOf(text);
        // Nobody is asked about what is refused then.
        var isLonger = until > clock.GetUtcNow() && until != document.RetainUntil && (document.RetainUntil == Retention.Indeterminate || !(until < document.RetainUntil));
        if (isLonger && document is { IsRecord: true, IsFlexibleRecord: false } && !fields.ContainsKey(ConfirmedField))
            return Ask(document, text, until!.Value, fields);
        return Done(await records.SetRetentionAsync(request.Principal, document, until, Terms(fields), CancellationToken.None), Outcome.RetentionSet);
    }

    // A time of an enforced record is never shortened.
    private static QuestionPage Ask(Document document, string text, DateTimeOffset until, IFormCollection fields) => new(new Question(
        Phrase.Of("Keep the record?"), ConsoleUrl.Documents,
        until == Retention.Indeterminate ? Phrase.Markup($"Keep “{Shown.Name(document.Title)}” until a day is set?") : Phrase.Markup($"Keep “{Shown.Name(document.Title)}” until the end of {text}?"),
        Html.Of($"<p>{Phrase.Of(until == Retention.Indeterminate
            ? "Nobody, not even an administrator, can replace or delete its files or delete the document. A day can be set later, when it is known; it cannot be undone."
            : "Nobody, not even an administrator, can replace or delete its files or delete the document before. The time can be made longer later, and never shorter.")}</p>"),
        $"{ConsoleUrl.Records}/{document.Id}/retention", Phrase.Of("Keep the record"), ConsoleUrl.OfDocument(document.Path), Phrase.Of("Leave it as it is"))
    {
        Above = Trail.Of(document, isHere: false),
        Fields = Html.Of($"""<input type="hidden" name="{EditForm.TokenField}" value="{fields[EditForm.TokenField].ToString()}"><input type="hidden" name="{UntilField}" value="{text}"><input type="hidden" name="{ConfirmedField}" value="1">"""),
        Call = ("PUT", $"id/{document.Id}/@retention"),
    });

    private static async Task<IResult> HoldAsync(string id, HttpContext context, RecordKeeper records, bool hold)
    {
        var request = await RequestAsync(id, context, Permission.ManageLegalHold);
        var fields = await FormFields.ReadAsync(context);
        var reason = fields[ReasonField].ToString().Trim();
        var terms = Terms(fields) with { Comment = reason.Length == 0 ? null : reason };
        return Done(await records.SetLegalHoldAsync(request.Principal, request.Document, hold, terms, CancellationToken.None), hold ? Outcome.Held : Outcome.Released);
    }

    private static DateTimeOffset? UntilOf(string text) => text switch
    {
        Never => null,
        Indeterminate => Retention.Indeterminate,
        _ when DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && day.Year < Retention.Indeterminate.Year => day.AddDays(1),
        _ => throw RequestException.BadRequest(Phrase.Of("Enter the day until which the record is kept, such as 2030-01-31.")),
    };

    private static EditOptions Terms(IFormCollection fields) => new() { ChangeToken = fields[EditForm.TokenField].ToString() };

    private static Html Token(Document document) => Html.Of($"""<input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}">""");

    private static SeeOther Done(Document document, string what) => new($"{ConsoleUrl.OfDocument(document.Path)}?done={what}");

    private static async Task<DocumentRequest> RequestAsync(string id, HttpContext context, Permission permission)
    {
        var request = await RequestedDocument.OfAsync(context, id);
        await request.RequireAsync(permission);
        return request;
    }
}
