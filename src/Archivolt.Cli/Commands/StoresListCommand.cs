using Archivolt.Documents.Ownership;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt stores list</c></summary>
internal sealed class StoresListCommand : ArchivoltCommand
{
    public StoresListCommand()
        : base("list", "List the stores and the installations that use them; exit code 1 when one must not be collected.",
            "archivolt stores list --data /srv/archivolt") =>
        Note = "A store that keeps no record of its users, such as a folder that is only referred to, is not listed.";

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var exitCode = ExitCode.Ok;
        foreach (var status in await services.GetRequiredService<StoreOwnership>().ListAsync(cancellationToken))
        {
            invocation.Output.Write(new Line(status.Provider, status.Place, status.Store, status.Record?.Owners ?? [], status.Installation.Id, status.Problem), line => line.ToString());
            if (status.Problem is not null)
                exitCode = ExitCode.Finding;
        }
        return exitCode;
    }

    private sealed record Line(string Provider, string Place, string Store, IReadOnlyList<StoreOwner> Owners, Guid Installation, string? Problem)
    {
        public override string ToString() =>
            $"{Provider}\t{Store}\t{(Owners.Count == 0 ? "nobody" : string.Join(", ", Owners.Select(Name)))}\t{Problem ?? "-"}";

        private string Name(StoreOwner owner) => owner.Installation == Installation ? "this installation" : $"{owner.Installation} since {owner.Since.ToText()}";
    }
}
