using System.CommandLine;
using Archivolt.Providers;

namespace Archivolt.Cli.Commands;

/// <summary>The argument PROVIDER of commands that work on one provider.</summary>
internal sealed class ProviderArgument : Argument<string>
{
    public ProviderArgument(string description = "The provider's id.") : base("PROVIDER") => Description = description;

    /// <summary>The provider that was named.</summary>
    public async Task<BlobProvider> OfAsync(Invocation invocation, IServiceProvider services, CancellationToken cancellationToken) =>
        (await services.BlobsAsync(cancellationToken)).Named(invocation.Get(this));
}

/// <summary>The argument PROVIDER of commands that work on any number of providers: on all of them when none is named.</summary>
internal sealed class ProvidersArgument : Argument<string[]>
{
    public ProvidersArgument(string description = "Ids of the providers. Default: all.") : base("PROVIDER")
    {
        Description = description;
        Arity = ArgumentArity.ZeroOrMore;
    }

    /// <summary>The providers that were named, each once, or all that a command works on by itself.</summary>
    public async Task<IReadOnlyList<BlobProvider>> OfAsync(
        Invocation invocation, IServiceProvider services, CancellationToken cancellationToken, Func<BlobProvider, bool>? byDefault = null)
    {
        var blobs = await services.BlobsAsync(cancellationToken);
        var named = invocation.Get(this);
        return named.Length > 0
            ? [.. named.Distinct(StringComparer.Ordinal).Select(blobs.Named)]
            : [.. blobs.Providers.Where(byDefault ?? (_ => true))];
    }
}
