using System.Collections.Frozen;

namespace Archivolt.Documents.Access;

/// <summary>Who is acting: a user with groups.</summary>
public sealed record Principal
{
    /// <summary>The group that every principal, also the anonymous one, belongs to.</summary>
    public const string Everyone = "Everyone";

    /// <summary>The group whose members may do everything.</summary>
    public const string Administrators = "administrators";

    /// <summary>The principal of requests without credentials.</summary>
    public static readonly Principal Anonymous = new("anonymous", []) { IsAnonymous = true };

    /// <summary>The server itself, for background work and start-up.</summary>
    public static readonly Principal System = new("system", [Administrators]);

    /// <summary>Creates a principal.</summary>
    /// <param name="name">User name.</param>
    /// <param name="groups">Group names, without <see cref="Everyone"/>.</param>
    public Principal(string name, IEnumerable<string> groups)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Groups = groups.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>User name.</summary>
    public string Name { get; }

    /// <summary>Names of the groups the user belongs to.</summary>
    public IReadOnlySet<string> Groups { get; }

    /// <summary>True for requests without credentials.</summary>
    public bool IsAnonymous { get; private init; }

    /// <summary>True for members of <see cref="Administrators"/>.</summary>
    public bool IsAdministrator => Groups.Contains(Administrators);

    /// <summary>True when <paramref name="grantee"/> names this user, one of its groups, or everyone.</summary>
    public bool Is(string grantee) =>
        string.Equals(grantee, Name, StringComparison.Ordinal) || string.Equals(grantee, Everyone, StringComparison.Ordinal) || Groups.Contains(grantee);
}
