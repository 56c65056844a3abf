using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Management;
using Archivolt.Blobs;
using Archivolt.Encryption;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Providers;

/// <summary>Shows a provider, and takes what an administrator asks of it.</summary>
internal sealed class ProviderPages(ProviderView view, LastChecks checks, BlobManager manager, Scrubber scrubber, JobRunner runner, JobCatalog catalog)
{
    public const string Check = "check";
    public const string Scrub = "scrub";
    public const string StopScrub = "stop-scrub";
    public const string Reencrypt = "reencrypt";
    public const string StopReencryption = "stop-reencryption";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Providers + "/{provider}", (string provider, string? done, ProviderPages self, CancellationToken token) =>
            self.ShowAsync(provider, done, refusal: null, token));
        foreach (var action in (string[])[Check, Scrub, StopScrub, Reencrypt, StopReencryption])
        {
            pages.MapPost($"{ConsoleUrl.Providers}/{{provider}}/{action}", (string provider, ProviderPages self, CancellationToken token) =>
                self.OrderAsync(provider, action, token));
        }
    }

    /// <summary>Address of a provider's page.</summary>
    public static string UrlOf(string provider) => $"{ConsoleUrl.Providers}/{Uri.EscapeDataString(provider)}";

    private async Task<IResult> ShowAsync(string provider, string? done, Refusal? refusal, CancellationToken cancellationToken) =>
        new ProviderPage(await view.LookAsync(provider, cancellationToken), checks.Find(provider)) { Notice = NoticeOf(done), Refusal = refusal };

    private Task<IResult> OrderAsync(string provider, string action, CancellationToken cancellationToken) => Order.GiveAsync(
        () => GiveAsync(manager.GetRequired(provider), action, cancellationToken), $"{UrlOf(provider)}?done={action}",
        refusal => ShowAsync(provider, done: null, refusal, cancellationToken));

    private async Task GiveAsync(BlobProvider provider, string action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case Check:
                await checks.MakeAsync(provider.Id, cancellationToken);
                break;
            case Scrub:
                await runner.StartAsync(Scrubber.WorkOf(provider.Id), cancellationToken: cancellationToken);
                break;
            case StopScrub:
                await scrubber.StopAsync(provider.Id, cancellationToken);
                break;
            case Reencrypt:
                await provider.EnsureOpenAsync(cancellationToken);
                RequireReencryption(provider);
                await runner.StartAsync(ReencryptionStatus.WorkOf(provider.Id), cancellationToken: cancellationToken);
                break;
            default:
                await catalog.StopAsync(ReencryptionStatus.WorkOf(provider.Id), cancellationToken);
                break;
        }
    }

    private static void RequireReencryption(BlobProvider provider)
    {
        try
        {
            _ = new Reencryption(provider);
        }
        catch (BlobException exception) when (exception.Error is BlobError.Configuration or BlobError.ReadOnly)
        {
            throw RequestException.BadRequest(exception.Message, exception);
        }
    }

    private static string? NoticeOf(string? done) => done switch
    {
        Check => Phrase.Of("The provider was checked; what was found is below."),
        Scrub => Phrase.Of("The scrub is started. It goes on in the background, whatever happens to this page."),
        Reencrypt => Phrase.Of("The re-encryption is started. It goes on in the background, whatever happens to this page."),
        StopScrub or StopReencryption => Phrase.Of("It is asked to stop, and does at its next step. It can be started again and goes on there."),
        _ => null,
    };
}
