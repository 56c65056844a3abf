using System.Globalization;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>Shows what is condemned, and takes it back.</summary>
internal static class CondemnedEndpoints
{
    /// <summary>Name of the field for the provider.</summary>
    public const string ProviderField = "provider";

    /// <summary>Name of the field for a key; without it all of the provider is meant.</summary>
    public const string KeyField = "key";

    // More than people go through; the command line lists all.
    private const int MostShown = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Condemned, ShowAsync);
        pages.MapPost(ConsoleUrl.Condemned, RestoreAsync);
    }

    private static async Task<IResult> ShowAsync(string? restored, BlobManager manager, GarbageCollector collector, CancellationToken cancellationToken)
    {
        var providers = new List<(CollectionStatus, IReadOnlyList<CondemnedBlob>)>();
        foreach (var provider in manager.Providers)
        {
            providers.Add((await collector.FindStatusAsync(provider.Id, cancellationToken),
                await collector.ListCondemnedAsync(provider.Id, cancellationToken).Take(MostShown).ToListAsync(cancellationToken)));
        }
        return new CondemnedPage(providers, long.TryParse(restored, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count == 0 ? Phrase.Of("Nothing was taken back: it is in use again, or deleted.") : Phrase.Count(count, "{0} blob is taken back.", "{0} blobs are taken back.")
            : null);
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, GarbageCollector collector)
    {
        var form = await FormFields.ReadAsync(context);
        var keys = form.TryGetValue(KeyField, out var key) ? new[] { key.ToString() } : null;
        var restored = await collector.RestoreAsync(form[ProviderField].ToString(), keys, context.RequestAborted);
        return new SeeOther(string.Create(CultureInfo.InvariantCulture, $"{ConsoleUrl.Condemned}?restored={restored}"));
    }
}
