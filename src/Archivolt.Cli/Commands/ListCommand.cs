namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt ls PROVIDER</c></summary>
internal sealed class ListCommand : ArchivoltCommand
{
    private readonly ProviderArgument _provider = new();

    public ListCommand()
        : base("ls", "List a provider's blobs in key order: key, length, time, separated by tabs.",
            "archivolt ls default",
            "archivolt ls default --json --store /srv/binaries | jq -s 'map(.length) | add'")
        => Add(_provider);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToRead(invocation);
        var provider = await _provider.OfAsync(invocation, services, cancellationToken);
        await foreach (var stat in provider.ListAsync(cancellationToken: cancellationToken))
            invocation.Output.Write(BlobLine.Of(provider, stat), line => line.ToString());
        return ExitCode.Ok;
    }
}
