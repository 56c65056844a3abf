using System.Data.Common;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Groups in SQL. Which groups a user is in stands on the user's row, so that a sign-in reads one row.</summary>
internal sealed class SqlGroupStore(Database database, SqlUserStore users, TimeProvider clock) : IGroupStore
{
    private const int MaxNameLength = 128;
    private const int MaxLabelLength = 255;
    private const int MaxMembers = 10_000;

    public Task<Group?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return database.ReadAsync(connection => LoadAsync(connection, name), cancellationToken);
    }

    public Task<IReadOnlyList<Group>> SearchAsync(string text, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!StorableText.IsStorable(text))
            return Task.FromResult<IReadOnlyList<Group>>([]);
        var pattern = LikePattern.Containing(text.ToLowerInvariant());
        return database.ReadAsync<IReadOnlyList<Group>>(
            async connection => [.. (await GroupRows.SearchAsync(connection, pattern, limit)).Select(row => row.ToGroup())], cancellationToken);
    }

    public async Task<Group> CreateAsync(Group group, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (string.IsNullOrWhiteSpace(group.Name) || group.Name.Length > MaxNameLength || group.Name.Any(char.IsControl) || group.Name == Principal.Everyone)
            throw new ArgumentException($"A group name has 1 to {MaxNameLength} characters, no control characters, and is not '{Principal.Everyone}'.", nameof(group));
        return await WriteAsync(async session =>
        {
            await SharedNames.LockAsync(database, session, group.Name);
            if (await UserRows.FindAsync(session.Connection, group.Name) is not null)
                throw new InvalidOperationException($"There is a user '{group.Name}', and the group would have that user's permissions; choose another name.");
            if (!await GroupRows.InsertAsync(session.Connection, group.Name, Label(group.Label), clock.GetUtcNow().ToUnixTimeMilliseconds()))
                throw new InvalidOperationException($"There is a group '{group.Name}' already.");
            await RecordAsync(session, AccessEvents.GroupCreated, group.Name, by, [.. AccessAudit.Names("users", group.Users), .. AccessAudit.Names("groups", group.Groups)]);
            return await ChangeAsync(session, group.Name, label: null, group.Users, group.Groups);
        }, cancellationToken)
            ?? throw new InvalidOperationException($"The group '{group.Name}' was just created.");
    }

    public Task<Group?> UpdateAsync(
        string name, string? label, IReadOnlyList<string>? users = null, IReadOnlyList<string>? groups = null, Principal? by = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(name, label, users, _ => groups, by, cancellationToken);

    public Task<Group?> SetSubgroupAsync(string name, string member, bool isIn, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(member);
        return UpdateAsync(name, label: null, users: null,
            present => isIn ? [.. present.Where(other => other != member), member] : [.. present.Where(other => other != member)], by, cancellationToken);
    }

    private Task<Group?> UpdateAsync(
        string name, string? label, IReadOnlyList<string>? users, Func<IReadOnlyList<string>, IReadOnlyList<string>?> groupsOf, Principal? by, CancellationToken cancellationToken) =>
        WriteAsync(async session =>
        {
            if (await LoadAsync(session.Connection, name) is not { } present)
                return null;
            // One that only users name so far.
            if (!await GroupRows.InsertAsync(session.Connection, name, present.Label, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                await GroupRows.LockAsync(session, name);
            var groups = groupsOf(await GroupRows.SubgroupsAsync(session.Connection, name));
            await RecordAsync(session, AccessEvents.GroupModified, name, by, [.. AccessAudit.Names("users", users), .. AccessAudit.Names("groups", groups)]);
            return await ChangeAsync(session, name, label is null ? null : Label(label), users, groups);
        }, cancellationToken);

    public Task<bool> DeleteAsync(string name, Principal? by = null, CancellationToken cancellationToken = default) => WriteAsync(async session =>
    {
        if (name == Principal.Administrators)
            throw new InvalidOperationException($"The group '{name}' is needed to manage the server.");
        if (!StorableText.IsStorable(name))
            return false;
        var members = await UserRows.MembersAsync(session.Connection, name, session.ForUpdate);
        await SetUsersAsync(session, name, members, []);
        if (!await GroupRows.DeleteAsync(session.Connection, name) && members.Count == 0)
            return false;
        await RecordAsync(session, AccessEvents.GroupDeleted, name, by);
        return true;
    }, cancellationToken);

    private Task RecordAsync(WriteSession session, string eventId, string name, Principal? by, params IEnumerable<KeyValuePair<string, string>> facts) =>
        AccessAudit.RecordAsync(session, clock.GetUtcNow(), eventId, name, by, facts);

    private static async Task<Group?> ChangeAsync(WriteSession session, string name, string? label, IReadOnlyList<string>? users, IReadOnlyList<string>? groups)
    {
        if (users?.Count > MaxMembers || groups?.Count > MaxMembers)
            throw new ArgumentException($"A group is given at most {MaxMembers} members.");
        if (label is not null)
            await GroupRows.UpdateAsync(session.Connection, name, label);
        if (groups is not null)
            await GroupRows.SetSubgroupsAsync(session.Connection, name, groups);
        if (users is not null)
            await SetUsersAsync(session, name, await UserRows.MembersAsync(session.Connection, name, session.ForUpdate), users);
        return await LoadAsync(session.Connection, name);
    }

    private static async Task SetUsersAsync(WriteSession session, string group, IReadOnlyList<UserRow> present, IReadOnlyList<string> wanted)
    {
        foreach (var gone in present.Where(row => !wanted.Contains(row.Name, StringComparer.Ordinal)).Select(row => row.ToUser()))
        {
            if (group == Principal.Administrators)
                await SqlUserStore.CheckNotOnlyAdministratorAsync(session, gone.Name);
            await UserRows.UpdateAsync(session.Connection, gone with { Groups = [.. gone.Groups.Where(name => name != group)] });
        }
        foreach (var name in wanted.Except(present.Select(row => row.Name), StringComparer.Ordinal))
        {
            var user = (await UserRows.FindForUpdateAsync(session, name))?.ToUser() ?? throw new ArgumentException($"There is no user '{name}'.", nameof(wanted));
            await UserRows.UpdateAsync(session.Connection, user with { Groups = [.. user.Groups, group] });
        }
    }

    private static async Task<Group?> LoadAsync(DbConnection connection, string name)
    {
        // No group has such a name, and the database would not even take the question.
        if (!StorableText.IsStorable(name))
            return null;
        var members = await UserRows.MembersAsync(connection, name);
        var group = (await GroupRows.FindAsync(connection, name))?.ToGroup() ?? (members.Count > 0 ? new Group(name, name) : null);
        return group is null ? null : group with
        {
            Users = [.. members.Select(row => row.Name)],
            Groups = await GroupRows.SubgroupsAsync(connection, name),
            Parents = await GroupRows.ParentsAsync(connection, name),
        };
    }

    private Task<T> WriteAsync<T>(Func<WriteSession, Task<T>> change, CancellationToken cancellationToken) => database.WriteAsync(session =>
    {
        session.AfterCommit(users.ForgetPrincipals);
        return change(session);
    }, Commit.Durable, cancellationToken);

    private static string Label(string label) =>
        label.Length <= MaxLabelLength ? label : throw new ArgumentException($"A group's label is longer than {MaxLabelLength} characters.", nameof(label));
}
