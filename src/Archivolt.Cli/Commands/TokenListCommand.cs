using System.CommandLine;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt token list USER</c></summary>
internal sealed class TokenListCommand : ArchivoltCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "The user whose tokens to list." };

    public TokenListCommand()
        : base("list", "List a user's tokens and sessions: id, expiry and label. Secrets are not kept, so none is shown.",
            "archivolt token list alice",
            "archivolt token list alice --json --data /srv/archivolt") => Add(_user);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_user);
        await using var services = Application.OpenHomeToRead(invocation);
        var users = services.GetRequiredService<IUserStore>();
        if (await users.FindAsync(name, cancellationToken) is null)
            throw CommandException.NotFound($"There is no user '{name}'; 'archivolt user list' shows them.");
        foreach (var token in await users.ListTokensAsync(name, cancellationToken))
        {
            invocation.Output.Write(new Line(token.Id, token.UserName, token.Label, token.Created, token.Expires),
                line => $"{line.Id}\t{line.Expires?.ToText() ?? "never"}\t{line.Label}");
        }
        return ExitCode.Ok;
    }

    private sealed record Line(string Id, string User, string Label, DateTimeOffset Created, DateTimeOffset? Expires);
}
