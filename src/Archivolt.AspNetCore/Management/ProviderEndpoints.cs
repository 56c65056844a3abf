using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Health;
using Archivolt.AspNetCore.Json;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>The blob providers with what they are and whether they answer.</summary>
internal static class ProviderEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("providers", GetAsync)
            .WithName("GetProviders").WithSummary("The blob providers, and whether their storage answers.")
            .ProducesJson("BlobProviders").ProducesErrors(403);
        management.MapPost("providers/{provider}/check", CheckAsync)
            .WithName("CheckProvider").WithSummary("Writes a blob to a provider, reads it, lists it, deletes it, and says what did not work.")
            .WithDescription("The blob is random and is deleted again; nothing else in the store is touched. Each entry is a step: ok, failed or notOffered.")
            .ProducesJson("ProviderCheck").ProducesErrors(403, 404);
    }

    private static async Task<IResult> GetAsync(BlobManager manager, StorageProbe probe, CancellationToken cancellationToken)
    {
        var providers = await Task.WhenAll(manager.Providers.Select(async provider => (provider, Problem: await probe.FindProblemAsync(provider, cancellationToken))));
        return new EntityResult("blobProviders", writer => writer.WriteEntries(providers, (entry, found) => Write(entry, found.provider, found.Problem)));
    }

    private static async Task<IResult> CheckAsync(string provider, BlobManager manager, ProviderProbe probe, CancellationToken cancellationToken)
    {
        var steps = await probe.RunAsync(manager.GetRequired(provider).Id, cancellationToken).ToListAsync(cancellationToken);
        return new EntityResult("providerCheck", writer => writer.WriteEntries(steps, Write));
    }

    private static void Write(Utf8JsonWriter writer, ProbeStep step)
    {
        writer.WriteString("step"u8, step.Step);
        writer.WriteString("outcome"u8, JsonNamingPolicy.CamelCase.ConvertName(step.Outcome.ToString()));
        writer.WriteString("detail"u8, step.Detail);
        if (step.Advice is { } advice)
            writer.WriteString("advice"u8, advice);
        writer.WriteNumber("milliseconds"u8, (long)step.Duration.TotalMilliseconds);
    }

    private static void Write(Utf8JsonWriter writer, BlobProvider provider, string? problem)
    {
        var traits = provider.Store.Traits;
        writer.WriteString("id"u8, provider.Id);
        writer.WriteString("store"u8, traits.Name);
        // Without user info and query, where a connection may carry its secret.
        writer.WriteString("location"u8, traits.Locations is [var place, ..] ? place.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : null);
        writer.WriteString("keyStrategy"u8, provider.Options.KeyStrategy.Name);
        writer.WriteString("digestAlgorithm"u8, provider.Options.KeyStrategy.Algorithm.Name);
        writer.WriteString("durability"u8, traits.Durability.ToString());
        writer.WriteBoolean("canWrite"u8, traits.CanWrite);
        writer.WriteBoolean("cheapRanges"u8, traits.CheapRanges);
        writer.WriteBoolean("preventUserUpdate"u8, provider.Options.PreventUserUpdate);
        if ((provider.Options.MaxLength ?? traits.MaxLength) is { } maxLength)
            writer.WriteNumber("maxLength"u8, maxLength);
        writer.WriteBoolean("reachable"u8, problem is null);
        if (problem is not null)
            writer.WriteString("problem"u8, problem);
    }
}
