using System.Data.Common;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>user_groups</c> and <c>subgroups</c>.</summary>
internal static class GroupRows
{
    private const string Columns = "name AS \"Name\", label AS \"Label\"";

    public static Task<GroupRow?> FindAsync(DbConnection connection, string name) =>
        connection.QuerySingleOrDefaultAsync<GroupRow>($"SELECT {Columns} FROM user_groups WHERE name = @name", new { name });

    public static async Task<IReadOnlyList<GroupRow>> SearchAsync(DbConnection connection, string pattern, int limit) =>
        (await connection.QueryAsync<GroupRow>(
            $"SELECT {Columns} FROM user_groups WHERE {AnyCase.Of("name")} LIKE @pattern ESCAPE '!' OR {AnyCase.Of("label")} LIKE @pattern ESCAPE '!' ORDER BY name LIMIT @limit",
            new { pattern, limit })).AsList();

    /// <summary>Inserts a group; false when the name is taken.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, string name, string label, long created) => await connection.ExecuteAsync(
        "INSERT INTO user_groups (name, label, created) VALUES (@name, @label, @created) ON CONFLICT (name) DO NOTHING", new { name, label, created }) == 1;

    /// <summary>Lets no other transaction change the group until this one ends.</summary>
    public static Task LockAsync(WriteSession session, string name) =>
        session.Connection.ExecuteAsync($"SELECT name FROM user_groups WHERE name = @name {session.ForUpdate}", new { name });

    public static Task UpdateAsync(DbConnection connection, string name, string label) =>
        connection.ExecuteAsync("UPDATE user_groups SET label = @label WHERE name = @name", new { name, label });

    public static async Task<bool> DeleteAsync(DbConnection connection, string name)
    {
        await connection.ExecuteAsync("DELETE FROM subgroups WHERE member = @name", new { name });
        return await connection.ExecuteAsync("DELETE FROM user_groups WHERE name = @name", new { name }) == 1;
    }

    /// <summary>The groups in a group.</summary>
    public static async Task<IReadOnlyList<string>> SubgroupsAsync(DbConnection connection, string name) =>
        (await connection.QueryAsync<string>("SELECT member FROM subgroups WHERE group_name = @name ORDER BY position", new { name })).AsList();

    public static async Task SetSubgroupsAsync(DbConnection connection, string name, IReadOnlyList<string> members)
    {
        await connection.ExecuteAsync("DELETE FROM subgroups WHERE group_name = @name", new { name });
        await connection.ExecuteAsync("INSERT INTO subgroups (group_name, position, member) VALUES (@name, @position, @member)",
            members.Distinct(StringComparer.Ordinal).Select((member, position) => new { name, position, member }).ToList());
    }

    /// <summary>The groups that a group is in.</summary>
    public static async Task<IReadOnlyList<string>> ParentsAsync(DbConnection connection, string name) =>
        (await connection.QueryAsync<string>("SELECT group_name FROM subgroups WHERE member = @name ORDER BY group_name", new { name })).AsList();

    /// <summary>Groups with all that they are in, near or far.</summary>
    public static async Task<IReadOnlyList<string>> WithParentsAsync(DbConnection connection, IReadOnlyList<string> groups)
    {
        var parents = (await connection.QueryAsync<SubgroupRow>("SELECT group_name AS \"GroupName\", member AS \"Member\" FROM subgroups")).ToLookup(row => row.Member, row => row.GroupName);
        var all = new HashSet<string>(groups, StringComparer.Ordinal);
        for (var open = new Queue<string>(groups); open.TryDequeue(out var group);)
        {
            foreach (var parent in parents[group].Where(all.Add))
                open.Enqueue(parent);
        }
        return [.. all];
    }

    private sealed class SubgroupRow
    {
        public string GroupName { get; init; } = "";
        public string Member { get; init; } = "";
    }
}

/// <summary>A row of table <c>user_groups</c>.</summary>
internal sealed class GroupRow
{
    public string Name { get; init; } = "";
    public string Label { get; init; } = "";

    public Group ToGroup() => new(Name, Label);
}
