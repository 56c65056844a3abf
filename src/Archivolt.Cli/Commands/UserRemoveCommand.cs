using System.CommandLine;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt user remove NAME</c></summary>
internal sealed class UserRemoveCommand : ArchivoltCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The user's name." };

    public UserRemoveCommand()
        : base("remove", "Remove a user and its tokens.", "archivolt user remove alice") => Add(_name);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_name);
        await using var services = Application.WithDatabaseThere(Application.OpenHomeToWrite(invocation));
        try
        {
            return await services.GetRequiredService<IUserStore>().DeleteAsync(name, cancellationToken: cancellationToken)
                ? ExitCode.Ok
                : throw CommandException.NotFound($"There is no user '{name}'.");
        }
        catch (InvalidOperationException exception)
        {
            throw CommandException.Refused(exception);
        }
    }
}
