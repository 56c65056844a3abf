using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt user list</c></summary>
internal sealed class UserListCommand() : ArchivoltCommand("list", "List users: name and groups.", "archivolt user list --data /srv/archivolt")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await foreach (var user in services.GetRequiredService<IUserStore>().ListAsync(cancellationToken))
            invocation.Output.Write(new Line(user.Name, user.Groups, user.Created), line => $"{line.Name}\t{string.Join(',', line.Groups)}");
        return ExitCode.Ok;
    }

    private sealed record Line(string Name, IReadOnlyList<string> Groups, DateTimeOffset Created);
}
