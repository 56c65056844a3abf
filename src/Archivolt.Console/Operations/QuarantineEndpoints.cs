using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>Shows damaged content, and ends cases.</summary>
internal static class QuarantineEndpoints
{
    /// <summary>Name of the field for a blob's key with its provider.</summary>
    public const string KeyField = "key";

    /// <summary>Name of the field that accepts a loss.</summary>
    public const string AcceptField = "accept";

    private const int MostShown = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Quarantine, (string? done, Quarantine quarantine, CancellationToken token) => ShowAsync(quarantine, NoticeOf(done), problem: null, token));
        pages.MapPost(ConsoleUrl.Quarantine, ReleaseAsync);
    }

    private static async Task<IResult> ShowAsync(Quarantine quarantine, string? notice, string? problem, CancellationToken cancellationToken)
    {
        var cases = new List<(QuarantinedBlob, IReadOnlyList<DamagedDocument>)>();
        await foreach (var blob in quarantine.Ledger.ListAsync(provider: null, cancellationToken: cancellationToken).Take(MostShown))
            cases.Add((blob, await quarantine.DocumentsOfAsync(blob.Provider, blob.Key, cancellationToken)));
        return new QuarantinePage(cases, (await quarantine.Ledger.CountAsync(cancellationToken)).Values.Sum(), notice, problem);
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, Quarantine quarantine)
    {
        var form = await FormFields.ReadAsync(context);
        if (!BlobKey.TryParse(form[KeyField].ToString(), out var key) || key.Provider is null)
            throw RequestException.BadRequest(Phrase.Of("The form names no blob."));
        var outcome = await quarantine.ReleaseAsync(key.Provider, key.Key, form.ContainsKey(AcceptField), context.RequestAborted);
        return outcome == ReleaseOutcome.StillDamaged
            ? await ShowAsync(quarantine, notice: null, Phrase.Of("It is damaged still. Upload the content again or restore its file from a backup, then check again."), context.RequestAborted)
            : new SeeOther($"{ConsoleUrl.Quarantine}?done={outcome.ToString().ToLowerInvariant()}");
    }

    private static string? NoticeOf(string? done) => done switch
    {
        "healed" => Phrase.Of("Sound content is there already; the case is closed."),
        "putback" => Phrase.Of("The content is sound and served again."),
        "lost" => Phrase.Of("The case is closed. The damaged bytes stay where they are."),
        _ => null,
    };
}
