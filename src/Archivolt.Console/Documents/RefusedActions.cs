using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Documents;

/// <summary>Shows why a form was refused on the page of the document that it is about, as that is now.</summary>
internal sealed class RefusedActions(DocumentView view) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (ErrorStatus.Of(exception).Status < StatusCodes.Status500InternalServerError)
        {
            var (status, message) = ErrorStatus.Of(exception);
            var request = await RequestedDocument.OfAsync(context.HttpContext, context.HttpContext.GetRouteValue("id") as string ?? "");
            return await view.OfAsync(request, new Outcome(null, Sentence(exception, request.Document) ?? message, status));
        }
    }

    /// <summary>What people read in place of a message about tokens and conditions; null for any other.</summary>
    public static string? Sentence(Exception exception, Document document) => (exception as DocumentException)?.Error switch
    {
        DocumentError.Conflict or DocumentError.ConditionFailed => Phrase.Of("Somebody changed this after you opened the page, and nothing of yours is stored. This is how it is now; do it again if you still want it."),
        DocumentError.Unprepared => Phrase.Of("Cold storage needs a picture to show in place of the content, and this document has none, nor can one be made of it: store one as thumb:thumbnail over REST first, or ask an administrator to set Archivolt:ColdStorage:PreviewRequired to false."),
        // A time that cannot be shortened says so in words already; what cannot be removed names ids.
        DocumentError.Retained when exception.Message.StartsWith("Cannot remove ", StringComparison.Ordinal) =>
            document.HasLegalHold ? Phrase.Of("It is under a legal hold, which lasts until somebody takes it off.")
            : document.IsRecord ? Phrase.Of("It is a record, and the time for which it is kept is not over.")
            : Phrase.Of("A record in it is kept until its time is over and its legal hold is taken off."),
        _ => null,
    };
}
