using System.CommandLine;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt token revoke ID</c></summary>
internal sealed class TokenRevokeCommand : ArchivoltCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The token's id, as 'archivolt token list' shows it." };

    public TokenRevokeCommand()
        : base("revoke", "Revoke a token or end a session. Servers refuse it from then on.",
            "archivolt token revoke 0f8fad5b-d9cb-469f-a165-70867728950e --data /srv/archivolt") => Add(_id);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var id = invocation.Get(_id);
        await using var services = Application.WithDatabaseThere(Application.OpenHomeToWrite(invocation));
        if (!await services.GetRequiredService<IUserStore>().RevokeTokenAsync(id, cancellationToken: cancellationToken))
            throw CommandException.NotFound($"There is no token '{id}'; 'archivolt token list USER' shows those of a user.");
        await invocation.Terminal.Error.WriteLineAsync("It is revoked.");
        return ExitCode.Ok;
    }
}
