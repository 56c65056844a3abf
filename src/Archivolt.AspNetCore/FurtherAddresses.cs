using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace Archivolt.AspNetCore;

/// <summary>
/// Endpoints, and the same endpoints at further addresses: those that an endpoint names (<see cref="AlsoAt"/>) and those below second prefixes. Copies share the handler of the
/// endpoint that was mapped, and are not described.
/// </summary>
/// <param name="outer">Where the endpoints go.</param>
/// <param name="prefixes">Beginnings of addresses, and what stands in their place in the second address.</param>
internal sealed class FurtherAddresses(IEndpointRouteBuilder outer, IReadOnlyList<(string From, string To)> prefixes) : EndpointDataSource, IEndpointRouteBuilder
{
    private IReadOnlyList<Endpoint>? _endpoints;

    public IServiceProvider ServiceProvider => outer.ServiceProvider;

    /// <summary>What was mapped.</summary>
    public ICollection<EndpointDataSource> DataSources { get; } = [];

    // Once: a source prepares its handlers anew whenever it is asked.
    public override IReadOnlyList<Endpoint> Endpoints => _endpoints ??= [.. DataSources.SelectMany(source => source.Endpoints).SelectMany(WithCopies)];

    public IApplicationBuilder CreateApplicationBuilder() => outer.CreateApplicationBuilder();

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(CancellationToken.None);

    private IEnumerable<Endpoint> WithCopies(Endpoint endpoint)
    {
        yield return endpoint;
        if (endpoint is not RouteEndpoint route)
            yield break;
        var address = route.RoutePattern.RawText ?? "";
        var also = route.Metadata.GetMetadata<AlsoAt>();
        string[] all = [address, .. also?.Of(address) ?? []];
        foreach (var further in all.Skip(1))
            yield return further == all[1] && also!.Description is { } description ? Described(route, further, description) : Undescribed(route, further);
        foreach (var second in all.SelectMany(each => prefixes.Where(prefix => each.StartsWith(prefix.From, StringComparison.Ordinal)).Select(prefix => prefix.To + each[prefix.From.Length..])))
            yield return Undescribed(route, second);
    }

    private static RouteEndpoint Undescribed(RouteEndpoint endpoint, string address) =>
        Copy(endpoint, address, metadata => metadata is not (IEndpointSummaryMetadata or IEndpointDescriptionMetadata), new ExcludeFromDescriptionAttribute());

    private static RouteEndpoint Described(RouteEndpoint endpoint, string address, string description) =>
        Copy(endpoint, address, metadata => metadata is not IEndpointDescriptionMetadata, new EndpointDescriptionAttribute(description),
            new EndpointNameAttribute(endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName + "ByPath"));

    private static RouteEndpoint Copy(RouteEndpoint endpoint, string address, Func<object, bool> keeps, params object[] added) => new(
        endpoint.RequestDelegate!, RoutePatternFactory.Parse(address), endpoint.Order,
        new EndpointMetadataCollection(
            [.. endpoint.Metadata.Where(each => each is not (IEndpointNameMetadata or IRouteNameMetadata or IRouteDiagnosticsMetadata or AlsoAt) && keeps(each)), .. added]),
        endpoint.DisplayName);
}

/// <summary>Further addresses of an endpoint.</summary>
/// <param name="Part">A part of its own address.</param>
/// <param name="Others">What the others have instead of it.</param>
internal sealed record AlsoAt(string Part, params IReadOnlyList<string> Others)
{
    /// <summary>With it the first of them, an address by path, is described too, in these words.</summary>
    public string? Description { get; init; }

    /// <summary>The further addresses of an endpoint at an address.</summary>
    public IEnumerable<string> Of(string address) => address.LastIndexOf(Part, StringComparison.Ordinal) is var start && start >= 0
        ? Others.Select(other => string.Concat(address.AsSpan(0, start), other, address.AsSpan(start + Part.Length)))
        : throw new InvalidOperationException($"'{Part}' is no part of '{address}'.");
}
