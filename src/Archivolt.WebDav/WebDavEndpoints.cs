using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Archivolt.WebDav;

/// <summary>
/// Adds WebDAV of class 1 and 2 (RFC 4918) to an application that has Archivolt's endpoints: <c>services.AddArchivoltWebDav(configuration)</c>, then <c>app.MapArchivoltWebDav()</c>.
/// </summary>
public static class WebDavEndpoints
{
    private static readonly Dictionary<string, Func<IServiceProvider, DavCall, Task>> Methods = new(StringComparer.Ordinal)
    {
        ["OPTIONS"] = (_, call) => Offer(call),
        ["GET"] = (services, call) => services.GetRequiredService<FileMethods>().GetAsync(call),
        ["HEAD"] = (services, call) => services.GetRequiredService<FileMethods>().GetAsync(call),
        ["PUT"] = (services, call) => services.GetRequiredService<FileMethods>().PutAsync(call),
        ["DELETE"] = (services, call) => services.GetRequiredService<FolderMethods>().DeleteAsync(call),
        ["MKCOL"] = (services, call) => services.GetRequiredService<FolderMethods>().MakeAsync(call),
        ["COPY"] = (services, call) => services.GetRequiredService<CopyMove>().CopyAsync(call),
        ["MOVE"] = (services, call) => services.GetRequiredService<CopyMove>().MoveAsync(call),
        ["PROPFIND"] = (services, call) => services.GetRequiredService<PropFind>().RunAsync(call),
        ["PROPPATCH"] = (services, call) => services.GetRequiredService<PropPatch>().RunAsync(call),
        ["LOCK"] = (services, call) => services.GetRequiredService<LockMethods>().LockAsync(call),
        ["UNLOCK"] = (services, call) => services.GetRequiredService<LockMethods>().UnlockAsync(call),
    };

    private static readonly string Allowed = string.Join(", ", Methods.Keys);

    /// <summary>Adds what WebDAV needs. <see cref="WebDavOptions"/> are read from the section <c>Archivolt:WebDav</c>.</summary>
    public static IServiceCollection AddArchivoltWebDav(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSettings(WebDavOptions.Section, configuration, (section, options) => section.Bind(options), WebDavOptions.Limits);
        services.TryAddSingleton<ResourceTree>();
        services.TryAddSingleton<LockGuard>();
        services.TryAddSingleton<LiveProperties>();
        services.TryAddSingleton<Places>();
        services.TryAddSingleton<FileContent>();
        services.TryAddSingleton<SavesByRename>();
        services.TryAddSingleton<FileMethods>();
        services.TryAddSingleton<FolderMethods>();
        services.TryAddSingleton<CopyMove>();
        services.TryAddSingleton<PropFind>();
        services.TryAddSingleton<PropPatch>();
        services.TryAddSingleton<LockMethods>();
        return services;
    }

    /// <summary>
    /// Maps the repository's root to <see cref="WebDavOptions.Path"/> below <see cref="HttpOptions.BasePath"/>. Maps nothing where WebDAV is not enabled. Refusals that RFC 4918 has no body for
    /// are exceptions that <see cref="ArchivoltEndpoints.UseArchivolt"/> answers.
    /// </summary>
    public static void MapArchivoltWebDav(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<WebDavOptions>>().Value;
        if (!options.Enabled)
            return;
        var http = endpoints.ServiceProvider.GetRequiredService<IOptions<HttpOptions>>().Value;
        endpoints.Map($"{DavUrl.LocalPath(http, options)}/{{**path}}", (RequestDelegate)(context => AnswerAsync(context, new DavUrl(context.Request, http, options)))).ExcludeFromDescription();
    }

    private static async Task AnswerAsync(HttpContext context, DavUrl url)
    {
        if (!Methods.TryGetValue(context.Request.Method, out var method))
        {
            context.Response.Headers.Allow = Allowed;
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        try
        {
            var call = new DavCall(context, url);
            if (!await context.RequestServices.GetRequiredService<LockGuard>().MeetsConditionsAsync(call))
                throw new RequestException(StatusCodes.Status412PreconditionFailed, "None of the lists of the header If holds; read the document again and decide anew. Nothing was changed.");
            await method(context.RequestServices, call);
        }
        catch (DavRefusal refusal) when (!context.Response.HasStarted)
        {
            await refusal.WriteAsync(context.Response);
        }
        // Records, as on the platform.
        catch (Exception exception) when (exception is DocumentException { Error: DocumentError.Retained } or BlobException { Error: BlobError.Retained })
        {
            throw RequestException.Forbidden(exception.Message);
        }
    }

    private static Task Offer(DavCall call)
    {
        var response = call.Context.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers["DAV"] = "1, 2";
        // Without it Windows and Office take the server for read-only.
        response.Headers["MS-Author-Via"] = "DAV";
        response.Headers.Allow = Allowed;
        return Task.CompletedTask;
    }
}
