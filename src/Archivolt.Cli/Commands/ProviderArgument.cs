using System.CommandLine;
using Archivolt.Providers;

namespace Archivolt.Cli.Commands;

/// <summary>The argument PROVIDER of commands that work on one provider.</summary>
internal sealed class ProviderArgument : Argument<string>
{
    public ProviderArgument(string description = "The provider's id.") : base("PROVIDER") => Description = description;

    /// <summary>The provider that was named.</summary>
    public BlobProvider Of(Invocation invocation, IServiceProvider services) => services.Blobs().Named(invocation.Get(this));
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
    public IReadOnlyList<BlobProvider> Of(Invocation invocation, IServiceProvider services, Func<BlobProvider, bool>? byDefault = null)
    {
        var blobs = services.Blobs();
        var named = invocation.Get(this);
        return named.Length > 0
            ? [.. named.Distinct(StringComparer.Ordinal).Select(blobs.Named)]
            : [.. blobs.Providers.Where(byDefault ?? (_ => true))];
    }
}
