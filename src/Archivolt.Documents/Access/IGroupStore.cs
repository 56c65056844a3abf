namespace Archivolt.Documents.Access;

/// <summary>A group of users and of other groups. Who is in a group that is in another one is in both.</summary>
/// <param name="Name">Group name, unique.</param>
/// <param name="Label">Name for people.</param>
public sealed record Group(string Name, string Label)
{
    /// <summary>Names of the users in it, not counting those of groups in it.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Names of the groups in it.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Names of the groups that it is in.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];
}

/// <summary>Groups, and who is in them. A group that only users name has no label of its own, and exists all the same. Changes are in the audit, as those of users.</summary>
public interface IGroupStore
{
    /// <summary>The group with its members, or null.</summary>
    Task<Group?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Groups whose name or label contains a text, by name and without members; all for an empty text.</summary>
    /// <param name="text">The text, in any letter case.</param>
    /// <param name="limit">Most groups to return.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<Group>> SearchAsync(string text, int limit, CancellationToken cancellationToken = default);

    /// <summary>Creates a group with its members.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, by a group or by a user: permissions name both alike.</exception>
    /// <exception cref="ArgumentException">The name is not acceptable, or a user does not exist; the message says why.</exception>
    Task<Group> CreateAsync(Group group, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces label, users and groups of a group; null keeps them. Returns the group, or null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The only administrator would be none any more.</exception>
    /// <exception cref="ArgumentException">A user does not exist.</exception>
    Task<Group?> UpdateAsync(
        string name, string? label, IReadOnlyList<string>? users = null, IReadOnlyList<string>? groups = null, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a group into another one or takes it out; the other groups in it stay as they are then. Returns the outer group, or null when there is none.</summary>
    Task<Group?> SetSubgroupAsync(string name, string member, bool isIn, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a group; its users and groups are in it no more. False when there was none.</summary>
    /// <exception cref="InvalidOperationException">It is the group of administrators.</exception>
    Task<bool> DeleteAsync(string name, Principal? by = null, CancellationToken cancellationToken = default);
}
