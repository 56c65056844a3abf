using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Providers;

namespace Archivolt.AspNetCore.Management;

/// <summary>Providers that requests name.</summary>
internal static class RequiredProvider
{
    /// <summary>The provider, or 404 with the names there are.</summary>
    public static BlobProvider GetRequired(this BlobManager manager, string id) => manager.TryGet(id, out var provider)
        ? provider
        : throw RequestException.NotFound($"There is no provider '{id}'; there are {string.Join(", ", manager.Providers.Select(known => known.Id))}.");

    /// <summary>The provider that a request body names, or 400 when it names none.</summary>
    public static BlobProvider GetRequired(this BlobManager manager, JsonElement body) =>
        manager.GetRequired(body.Text("provider") ?? throw RequestException.BadRequest("Name the provider: {\"provider\": \"default\"}."));
}
