using System.CommandLine;
using System.Globalization;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt token create USER --label LABEL</c></summary>
internal sealed class TokenCreateCommand : ArchivoltCommand
{
    private readonly Argument<string> _user = new("USER") { Description = "The user the token acts for." };

    private readonly Option<string> _label = new("--label") { Description = "What the token is for, in your words.", HelpName = "LABEL", Required = true };

    private readonly Option<DateTimeOffset?> _expires = new("--expires")
    {
        Description = "When it stops working, such as 2031-12-31 or 2031-12-31T18:00Z; UTC. Default: never.",
        HelpName = "DATE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                return date;
            result.AddError($"'{text}' is no date; write it like 2031-12-31.");
            return null;
        },
    };

    public TokenCreateCommand()
        : base("create", "Create a bearer token for a user and print its secret, once.",
            "archivolt token create alice --label 'nightly backup'",
            "archivolt token create alice --label laptop --expires 2031-12-31 --data /srv/archivolt")
    {
        Add(_user);
        Add(_label);
        Add(_expires);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_user);
        await using var services = Application.WithDatabaseThere(Application.OpenHomeToWrite(invocation));
        var users = services.GetRequiredService<IUserStore>();
        if (await users.FindAsync(name, cancellationToken) is null)
            throw CommandException.NotFound($"There is no user '{name}'; 'archivolt user add {name}' makes one.");
        try
        {
            var (token, secret) = await users.CreateTokenAsync(name, invocation.Get(_label)!, invocation.Get(_expires), cancellationToken: cancellationToken);
            invocation.Output.Write(new Line(token.Id, token.UserName, token.Label, token.Expires, secret), line => line.Secret);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw CommandException.Refused(exception);
        }
        return ExitCode.Ok;
    }

    private sealed record Line(string Id, string User, string Label, DateTimeOffset? Expires, string Secret);
}
