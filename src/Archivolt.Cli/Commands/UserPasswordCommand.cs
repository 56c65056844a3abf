using System.CommandLine;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt user password NAME</c></summary>
internal sealed class UserPasswordCommand : ArchivoltCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The user's name." };

    private readonly NewPasswordOption _password = new();

    public UserPasswordCommand()
        : base("password", "Change a user's password. The new one is asked for and not shown.",
            "archivolt user password alice",
            "archivolt user password Administrator --password-stdin --data /srv/archivolt < password.txt")
    {
        Add(_name);
        Add(_password);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_name);
        await using var services = Application.WithDatabaseThere(Application.OpenHomeToWrite(invocation));
        var users = services.GetRequiredService<IUserStore>();
        if (await users.FindAsync(name, cancellationToken) is null)
            throw CommandException.NotFound($"There is no user '{name}'.");
        var password = await _password.ReadAsync(invocation, cancellationToken);
        try
        {
            if (!await users.SetPasswordAsync(name, password, cancellationToken: cancellationToken))
                throw CommandException.NotFound($"There is no user '{name}'.");
        }
        catch (ArgumentException exception)
        {
            throw CommandException.Refused(exception);
        }
        await invocation.Terminal.Error.WriteLineAsync($"The password of '{name}' is changed.");
        return ExitCode.Ok;
    }
}
