using System.CommandLine;
using System.Globalization;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Collection;

/// <summary><c>archivolt gc restore [PROVIDER...] [--key KEY...]</c></summary>
internal sealed class GcRestoreCommand : CollectionCommand
{
    private readonly Option<string[]> _keys = new("--key") { Description = "Only these, without provider. Default: all that are condemned.", HelpName = "KEY" };

    public GcRestoreCommand()
        : base("restore", "Take condemned blobs back, as long as their deletion has not begun.", "archivolt gc restore", "archivolt gc restore default --key 5eb63bbb")
    {
        Note = "What still nothing refers to is condemned again by the next run, with a new grace.";
        Add(_keys);
    }

    protected override bool OnlyLooks => true;

    protected override async Task<ExitCode> RunAsync(
        Invocation invocation, IServiceProvider services, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken)
    {
        var collector = services.GetRequiredService<GarbageCollector>();
        var keys = invocation.Get(_keys) is { Length: > 0 } given ? given : null;
        var restored = 0L;
        foreach (var provider in providers.Where(provider => collector.RefusalOf(provider) is null))
            restored += await collector.RestoreAsync(provider.Id, keys, cancellationToken);
        invocation.Output.Write(new { Restored = restored }, _ => string.Create(CultureInfo.InvariantCulture, $"{restored} restored."));
        if (keys is null || restored >= keys.Length)
            return ExitCode.Ok;
        await invocation.Terminal.Error.WriteLineAsync($"{keys.Length - restored} of the {keys.Length} keys are not condemned, or their deletion has begun; 'archivolt gc status' counts what is.");
        return ExitCode.Finding;
    }
}
