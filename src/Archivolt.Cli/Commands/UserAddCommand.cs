using System.CommandLine;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt user add NAME</c></summary>
internal sealed class UserAddCommand : ArchivoltCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The user's name." };

    private readonly Option<bool> _admin = new("--admin") { Description = $"Make it an administrator, a member of '{Principal.Administrators}'." };

    private readonly Option<string[]> _groups = new("--group") { Description = "A group of the user, such as 'members', which may read all documents unless somebody changed that; may be repeated.", HelpName = "GROUP" };

    private readonly NewPasswordOption _password = new();

    public UserAddCommand()
        : base("add", "Add a user to the data home. The password is asked for and not shown.",
            "archivolt user add alice --group members",
            "archivolt user add root --admin --password-stdin --data /srv/archivolt < password.txt")
    {
        Add(_name);
        Add(_admin);
        Add(_groups);
        Add(_password);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_name);
        List<string> groups = [.. invocation.Get(_groups) ?? []];
        if (invocation.Get(_admin))
            groups.Add(Principal.Administrators);
        await using var services = Application.OpenHomeToWrite(invocation);
        var users = services.GetRequiredService<IUserStore>();
        if (await users.FindAsync(name, cancellationToken) is not null)
            throw CommandException.Usage($"There is a user '{name}' already.");
        var known = services.GetRequiredService<IGroupStore>();
        foreach (var group in groups)
        {
            if (await known.FindAsync(group, cancellationToken) is null)
                await invocation.Terminal.Error.WriteLineAsync($"There is no group '{group}' yet; the user belongs to it once it is created.");
        }
        var password = await _password.ReadAsync(invocation, cancellationToken);
        try
        {
            var user = await users.CreateAsync(name, password, [.. groups.Distinct(StringComparer.Ordinal)], cancellationToken: cancellationToken);
            invocation.Output.Write(new Line(user.Name, user.Groups, user.Created), line => $"{line.Name}\t{string.Join(',', line.Groups)}");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw CommandException.Refused(exception);
        }
        return ExitCode.Ok;
    }

    private sealed record Line(string Name, IReadOnlyList<string> Groups, DateTimeOffset Created);
}
