namespace Archivolt.Documents.Access;

/// <summary>A user as stored; the password hash never leaves the store.</summary>
/// <param name="Name">User name, unique.</param>
/// <param name="Groups">Groups the user belongs to, without those that they are in themselves.</param>
/// <param name="Created">When the user was created.</param>
public sealed record User(string Name, IReadOnlyList<string> Groups, DateTimeOffset Created)
{
    /// <summary>Descriptive fields for people: <c>firstName</c>, <c>lastName</c>, <c>email</c>, <c>company</c>.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A bearer token without its secret, which is shown once at creation and stored only as a hash.</summary>
/// <param name="Id">Public identifier, to list and revoke.</param>
/// <param name="UserName">The user the token acts for.</param>
/// <param name="Label">What it is for, in the user's words.</param>
/// <param name="Created">When it was created.</param>
/// <param name="Expires">When it stops working; null never.</param>
public sealed record AccessToken(string Id, string UserName, string Label, DateTimeOffset Created, DateTimeOffset? Expires)
{
    /// <summary>The label of the token that a browser's session is. It ends with the password that began it; no other token takes this label.</summary>
    public const string SessionLabel = "Console session";

    /// <summary>True for the token of a session.</summary>
    public bool IsSession => Label == SessionLabel;
}

/// <summary>
/// Users, passwords and tokens. Passwords are kept as salted PBKDF2 hashes, tokens as SHA-256 hashes; comparison takes constant time. Changes are in the audit (<see cref="AccessEvents"/>) as
/// done by the principal that each call names, or by the system.
/// </summary>
public interface IUserStore
{
    /// <summary>So many sessions of one user run at once; one more ends the oldest.</summary>
    const int MaxSessions = 100;

    /// <summary>The user, or null.</summary>
    Task<User?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All users by name.</summary>
    IAsyncEnumerable<User> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates a user.</summary>
    /// <exception cref="InvalidOperationException">The name is taken, by a user or by a group: permissions name both alike.</exception>
    /// <exception cref="ArgumentException">Name, password or a detail is not acceptable; the message says why.</exception>
    Task<User> CreateAsync(
        string name, string password, IReadOnlyList<string> groups, IReadOnlyDictionary<string, string>? details = null, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the groups or the details of a user, or both; null keeps them. Returns the user, or null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The only administrator would be none any more.</exception>
    /// <exception cref="ArgumentException">A detail is not acceptable; the message says why.</exception>
    Task<User?> UpdateAsync(
        string name, IReadOnlyList<string>? groups, IReadOnlyDictionary<string, string>? details = null, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a user into one group or takes them out of it; their other groups stay as they are then. Returns the user, or null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The only administrator would be none any more.</exception>
    Task<User?> SetMembershipAsync(string name, string group, bool isIn, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the password and ends the sessions of the user (<see cref="AccessToken.IsSession"/>), in one step; other tokens go on. False when there is no such user.</summary>
    Task<bool> SetPasswordAsync(string name, string password, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a user with its tokens. False when there was none.</summary>
    /// <exception cref="InvalidOperationException">It is the only administrator.</exception>
    Task<bool> DeleteAsync(string name, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>The principal when name and password are right, else null; takes as long for an unknown name as for a wrong password.</summary>
    Task<Principal?> VerifyPasswordAsync(string name, string password, CancellationToken cancellationToken = default);

    /// <summary>Creates a token for a user; the secret is returned here and never again.</summary>
    Task<(AccessToken Token, string Secret)> CreateTokenAsync(
        string userName, string label, DateTimeOffset? expires = null, Principal? by = null, CancellationToken cancellationToken = default);

    /// <summary>The principal a token's secret stands for, or null when it is unknown, revoked or expired.</summary>
    Task<Principal?> VerifyTokenAsync(string secret, CancellationToken cancellationToken = default);

    /// <summary>The token that a secret belongs to, expired or not; null when it is unknown or revoked.</summary>
    Task<AccessToken?> FindTokenAsync(string secret, CancellationToken cancellationToken = default);

    /// <summary>A user's tokens.</summary>
    Task<IReadOnlyList<AccessToken>> ListTokensAsync(string userName, CancellationToken cancellationToken = default);

    /// <summary>Revokes a token by its id. False when there was none.</summary>
    Task<bool> RevokeTokenAsync(string id, Principal? by = null, CancellationToken cancellationToken = default);
}
