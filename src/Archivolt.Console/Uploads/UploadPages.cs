using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Uploads;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Uploads;

/// <summary>Shows the uploads of everybody, and drops one.</summary>
internal sealed class UploadPages(UploadOversight oversight, TimeProvider clock)
{
    /// <summary>Name of the field for a batch.</summary>
    public const string BatchField = "batch";

    /// <summary>More than people go through; the REST API lists more.</summary>
    public const int MostShown = 100;

    private const string Dropped = "dropped";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Uploads, (string? done, UploadPages self, CancellationToken token) => self.ShowAsync(done, refusal: null, token));
        pages.MapPost(ConsoleUrl.Uploads, (HttpContext context, UploadPages self) => self.DropAsync(context));
    }

    private async Task<IResult> ShowAsync(string? done, Refusal? refusal, CancellationToken cancellationToken) =>
        new UploadsPage(await oversight.ListAsync(MostShown, cancellationToken), clock.GetUtcNow())
        {
            Notice = done == Dropped ? Phrase.Of("The upload is dropped; its sender is told that it ended.") : null,
            Refusal = refusal,
        };

    private async Task<IResult> DropAsync(HttpContext context)
    {
        var batch = (await FormFields.ReadAsync(context))[BatchField].ToString();
        return await Order.GiveAsync(
            () => oversight.DropAsync(batch, context.ActingPrincipal().Name, context.RequestAborted), $"{ConsoleUrl.Uploads}?done={Dropped}",
            refusal => ShowAsync(done: null, refusal, context.RequestAborted));
    }
}
