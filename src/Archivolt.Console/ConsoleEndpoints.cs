using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Configuration;
using Archivolt.WebConsole.Account;
using Archivolt.WebConsole.Api;
using Archivolt.WebConsole.Assets;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;
using Archivolt.WebConsole.People;
using Archivolt.WebConsole.Permissions;
using Archivolt.WebConsole.Records;
using Archivolt.WebConsole.Sessions;
using Archivolt.WebConsole.Viewer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole;

/// <summary>
/// Adds the console to an application that has Archivolt's endpoints: <c>services.AddArchivoltConsole(configuration)</c>, then
/// <c>app.MapArchivoltConsole()</c>.
/// </summary>
public static class ConsoleEndpoints
{
    /// <summary>Adds what the pages need. <see cref="ConsoleOptions"/> are read from the section <c>Archivolt:Console</c>.</summary>
    public static IServiceCollection AddArchivoltConsole(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSettings(ConsoleOptions.Section, configuration, (section, options) => section.Bind(options), ConsoleOptions.Limits);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, LanguageChoice>());
        services.TryAddSingleton(provider => new BrowserSignIn(provider.GetRequiredService<IOptions<ConsoleOptions>>().Value.Enabled ? SessionEndpoints.AskAsync : null));
        services.TryAddSingleton<SessionStore>();
        services.TryAddSingleton<ProviderSignIn>();
        services.TryAddSingleton<DocumentFacts>();
        services.TryAddSingleton<DocumentView>();
        services.TryAddSingleton<GrantedDocuments>();
        services.TryAddSingleton<EditView>();
        services.TryAddSingleton<PermissionEndpoints>();
        services.TryAddSingleton<UserEndpoints>();
        services.TryAddSingleton<GroupEndpoints>();
        services.AddOperations();
        services.TryAddSingleton<AccountFacts>();
        services.TryAddSingleton<CurrentPassword>();
        return services;
    }

    /// <summary>Maps the pages: <c>/</c> leads to the documents below <c>/console</c>. Maps nothing where the console is not enabled.</summary>
    public static void MapArchivoltConsole(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (!endpoints.ServiceProvider.GetRequiredService<IOptions<ConsoleOptions>>().Value.Enabled)
            return;
        var root = endpoints.MapWithHead().MapGroup("").ExcludeFromDescription();
        AssetEndpoint.Map(root);
        PdfLibrary.Map(root);
        SessionEndpoints.Map(root);
        ProviderEndpoints.Map(root);
        var pages = root.MapGroup("").WithMetadata(new SignInPage(SessionEndpoints.AskAsync)).AddEndpointFilter(ErrorPages.InvokeAsync);
        pages.MapGet("/", ToDocuments);
        FolderEndpoints.Map(pages);
        SearchEndpoint.Map(pages);
        EditEndpoints.Map(pages);
        PlaceEndpoint.Map(pages);
        PermissionEndpoints.Map(pages);
        RecordEndpoints.Map(pages);
        ColdEndpoints.Map(pages);
        SelectionEndpoints.Map(pages);
        TrashEndpoints.Map(pages);
        FileEndpoints.Map(pages);
        PdfPage.Map(pages);
        LinkEndpoint.Map(pages);
        VersionEndpoints.Map(pages);
        DeletionEndpoints.Map(pages);
        OperationsEndpoints.Map(pages);
        PeopleEndpoints.Map(pages);
        AccountEndpoints.Map(pages);
        ApiReference.Map(pages);
        pages.MapGet(ConsoleUrl.Root + "/{area}/{id:guid}/{**action}", ToDocumentAsync);
        pages.MapGet(ConsoleUrl.Root + "/{**page}", NoPage);
        // Browsers ask for it beside pages of others, such as a file that is shown in place.
        root.MapGet("/favicon.ico", () => TypedResults.Redirect(Asset.UrlOf("icon.svg"))).AllowAnonymous();
    }

    // The address of a form stays in the browser where it was refused.
    private static async Task<IResult> ToDocumentAsync(string id, HttpContext context) =>
        TypedResults.Redirect(ConsoleUrl.OfDocument((await RequestedDocument.OfAsync(context, id)).Document.Path));

    private static IResult NoPage() => throw RequestException.NotFound(Phrase.Of("There is no such page."));

    private static RedirectHttpResult ToDocuments() => TypedResults.Redirect(ConsoleUrl.Documents);
}
