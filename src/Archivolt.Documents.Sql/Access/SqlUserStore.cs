using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Users and tokens in SQL. Verified passwords and tokens in use are kept in memory until something about users changes.</summary>
internal sealed class SqlUserStore : IUserStore, IDisposable
{
    private const int RememberedTokens = 4096;
    private const int PageSize = 200;
    private const int MaxNameLength = 128;
    private const int MaxPasswordLength = 1024;
    private const int MaxLabelLength = 255;
    private const int MaxDetails = 50;
    private const int MaxDetailLength = 1024;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly PasswordHash _hash;
    private readonly VerifiedPasswords _verified;
    private readonly Cache<string, (Principal Principal, DateTimeOffset? Expires)> _tokens = new(RememberedTokens);

    private readonly List<IInvalidatable> _principals = [];

    // A flood of logins may take one core in two, never all.
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    public SqlUserStore(Database database, SqlDocumentsOptions options, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _hash = new PasswordHash(options.PasswordRounds);
        _verified = new VerifiedPasswords(options.PasswordCacheLifetime, clock);
        RememberPrincipals(_verified);
        RememberPrincipals(_tokens);
    }

    public async Task<User?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await RowAsync(name, cancellationToken))?.ToUser();

    public IAsyncEnumerable<User> ListAsync(CancellationToken cancellationToken = default) =>
        _database.PagesAsync<UserRow>((connection, last) => UserRows.PageAsync(connection, last?.Name ?? "", PageSize), PageSize, cancellationToken)
            .Select(row => row.ToUser());

    public async Task<User> CreateAsync(
        string name, string password, IReadOnlyList<string> groups, IReadOnlyDictionary<string, string>? details = null, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        CheckName(name);
        CheckDetails(details);
        var row = new UserRow
        {
            Name = name,
            Password = await HashAsync(password, cancellationToken),
            Groups = TextJson.Write(groups),
            Details = TextJson.Write(details ?? new Dictionary<string, string>()),
            Created = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var isCreated = await ChangeAsync(async session =>
        {
            await SharedNames.LockAsync(_database, session, name);
            if (await GroupRows.FindAsync(session.Connection, name) is not null)
                throw new InvalidOperationException($"There is a group '{name}', and the user would have its permissions; choose another name.");
            if (!await UserRows.InsertAsync(session.Connection, row))
                return false;
            await RecordAsync(session, AccessEvents.UserCreated, name, by, AccessAudit.Names("groups", groups));
            return true;
        }, cancellationToken);
        if (!isCreated)
            throw new InvalidOperationException($"There is a user '{name}' already.");
        return row.ToUser();
    }

    public Task<User?> UpdateAsync(
        string name, IReadOnlyList<string>? groups, IReadOnlyDictionary<string, string>? details = null, Principal? by = null, CancellationToken cancellationToken = default)
    {
        CheckDetails(details);
        return UpdateAsync(name, _ => groups, details, by, cancellationToken);
    }

    public Task<User?> SetMembershipAsync(string name, string group, bool isIn, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        return UpdateAsync(name, present => isIn ? [.. present.Where(other => other != group), group] : [.. present.Where(other => other != group)], details: null, by, cancellationToken);
    }

    private async Task<User?> UpdateAsync(
        string name, Func<IReadOnlyList<string>, IReadOnlyList<string>?> groupsOf, IReadOnlyDictionary<string, string>? details, Principal? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        User? changed = null;
        await ChangeAsync(async session =>
        {
            changed = (await UserRows.FindForUpdateAsync(session, name))?.ToUser();
            if (changed is null)
                return false;
            var groups = groupsOf(changed.Groups);
            if (groups is not null && !groups.Contains(Principal.Administrators, StringComparer.Ordinal))
                await CheckNotOnlyAdministratorAsync(session, name);
            changed = changed with { Groups = groups ?? changed.Groups, Details = details ?? changed.Details };
            await UserRows.UpdateAsync(session.Connection, changed);
            await RecordAsync(session, AccessEvents.UserModified, name, by, AccessAudit.Names("groups", groups));
            return true;
        }, cancellationToken);
        return changed;
    }

    public async Task<bool> SetPasswordAsync(string name, string password, Principal? by = null, CancellationToken cancellationToken = default)
    {
        var hash = await HashAsync(password, cancellationToken);
        return await ChangeAsync(async session =>
        {
            await UserRows.DeleteTokensAsync(session.Connection, name, AccessToken.SessionLabel);
            if (!await UserRows.UpdatePasswordAsync(session.Connection, name, hash))
                return false;
            await RecordAsync(session, AccessEvents.PasswordChanged, name, by);
            return true;
        }, cancellationToken);
    }

    public Task<bool> DeleteAsync(string name, Principal? by = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(async session =>
        {
            await CheckNotOnlyAdministratorAsync(session, name);
            // Who gets the name next is somebody else.
            await RequestRows.DeleteOfUserAsync(session.Connection, name);
            await UploadSessionRows.EndOfOwnerAsync(session.Connection, name);
            if (!await UserRows.DeleteAsync(session.Connection, name))
                return false;
            await RecordAsync(session, AccessEvents.UserDeleted, name, by);
            return true;
        }, cancellationToken);

    public async Task<Principal?> VerifyPasswordAsync(string name, string password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(password);
        await _database.Changes.RefreshAsync();
        var fingerprint = _verified.Fingerprint(name, password);
        if (_verified.TryGet(fingerprint, out var known))
            return known;
        await _hashing.WaitAsync(cancellationToken);
        try
        {
            // Others with the same password may have waited for the first one's hash.
            if (_verified.TryGet(fingerprint, out known))
                return known;
            var stamp = _verified.Stamp;
            var row = password.Length > MaxPasswordLength ? null : await RowAsync(name, cancellationToken);
            if (!await Task.Run(() => _hash.Verify(password, row?.Password), cancellationToken))
                return null;
            var groups = row!.ToUser().Groups;
            var principal = new Principal(row.Name, await _database.ReadAsync(connection => GroupRows.WithParentsAsync(connection, groups), cancellationToken));
            _verified.Put(fingerprint, principal, stamp);
            return principal;
        }
        finally
        {
            _hashing.Release();
        }
    }

    public async Task<(AccessToken Token, string Secret)> CreateTokenAsync(
        string userName, string label, DateTimeOffset? expires = null, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(label);
        if (label.Length > MaxLabelLength)
            throw new ArgumentException($"A token's label is longer than {MaxLabelLength} characters.", nameof(label));
        var now = _clock.GetUtcNow();
        if (expires <= now)
            throw new ArgumentException("The token would have expired already.", nameof(expires));
        var secret = TokenSecret.Create();
        var hash = TokenSecret.Hash(secret)!;
        var token = new AccessToken(
            Guid.NewGuid().ToString(), userName, label, ToMilliseconds(now), expires is { } end ? ToMilliseconds(end) : null);
        var isCreated = await ChangeAsync(async session =>
        {
            if (!await UserRows.InsertTokenAsync(session.Connection, token, hash))
                return false;
            await AccessAudit.TokenCreatedAsync(session, now, token, by);
            if (token.IsSession)
                await EndOldestSessionsAsync(session, userName, now, by);
            return true;
        }, cancellationToken);
        if (!isCreated)
            throw new InvalidOperationException($"There is no user '{userName}'.");
        return (token, secret);
    }

    public Task<Principal?> VerifyTokenAsync(string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (TokenSecret.Hash(secret) is not { } hash)
            return Task.FromResult<Principal?>(null);
        var fresh = _database.Changes.RefreshAsync();
        return fresh.IsCompletedSuccessfully && _tokens.TryGet(hash, out var known)
            ? Task.FromResult(Unexpired(known.Principal, known.Expires))
            : LoadTokenAsync(fresh, hash, cancellationToken);
    }

    public async Task<AccessToken?> FindTokenAsync(string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return TokenSecret.Hash(secret) is { } hash
            ? (await _database.ReadAsync(connection => UserRows.FindTokenAsync(connection, hash), cancellationToken))?.ToToken()
            : null;
    }

    public async Task<IReadOnlyList<AccessToken>> ListTokensAsync(string userName, CancellationToken cancellationToken = default)
    {
        var rows = await _database.ReadAsync(connection => UserRows.TokensOfAsync(connection, userName), cancellationToken);
        return [.. rows.Select(row => row.ToToken())];
    }

    public Task<bool> RevokeTokenAsync(string id, Principal? by = null, CancellationToken cancellationToken = default) => ChangeAsync(async session =>
    {
        if (await UserRows.DeleteTokenAsync(session.Connection, id) is not { } token)
            return false;
        var now = _clock.GetUtcNow();
        // Whose session is over has long gone.
        if (!token.IsSession || token.Expires is null || now < token.Expires)
            await AccessAudit.TokensRevokedAsync(session, now, [token], by);
        return true;
    }, cancellationToken);

    public void Dispose() => _hashing.Dispose();

    // No user has such a name, and the database would not even take the question.
    private Task<UserRow?> RowAsync(string name, CancellationToken cancellationToken) => !StorableText.IsStorable(name)
        ? Task.FromResult<UserRow?>(null)
        : _database.ReadAsync(connection => UserRows.FindAsync(connection, name), cancellationToken);

    private async Task<Principal?> LoadTokenAsync(ValueTask fresh, string hash, CancellationToken cancellationToken)
    {
        await fresh;
        if (_tokens.TryGet(hash, out var known))
            return Unexpired(known.Principal, known.Expires);
        var stamp = _tokens.Stamp;
        var row = await _database.ReadAsync(connection => UserRows.FindTokenOwnerAsync(connection, hash), cancellationToken);
        if (row is null)
            return null;
        var groups = TextJson.ReadList(row.Groups);
        var principal = new Principal(row.Name, await _database.ReadAsync(connection => GroupRows.WithParentsAsync(connection, groups), cancellationToken));
        DateTimeOffset? expires = row.Expires is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null;
        _tokens.Put(hash, (principal, expires), stamp);
        return Unexpired(principal, expires);
    }

    private Principal? Unexpired(Principal principal, DateTimeOffset? expires) =>
        expires is null || _clock.GetUtcNow() < expires ? principal : null;

    // Signing in again and again fills no table.
    private static async Task EndOldestSessionsAsync(WriteSession session, string userName, DateTimeOffset now, Principal? by)
    {
        var sessions = (await UserRows.TokensOfAsync(session.Connection, userName)).Select(row => row.ToToken()).Where(token => token.IsSession).ToList();
        var running = sessions.Where(token => token.Expires is null || now < token.Expires).ToList();
        var ended = running.SkipLast(IUserStore.MaxSessions).ToList();
        foreach (var token in sessions.Except(running).Concat(ended))
            await UserRows.DeleteTokenAsync(session.Connection, token.Id);
        await AccessAudit.TokensRevokedAsync(session, now, ended, by);
    }

    private Task RecordAsync(WriteSession session, string eventId, string name, Principal? by, params IEnumerable<KeyValuePair<string, string>> facts) =>
        AccessAudit.RecordAsync(session, _clock.GetUtcNow(), eventId, name, by, facts);

    private Task<bool> ChangeAsync(Func<WriteSession, Task<bool>> change, CancellationToken cancellationToken) =>
        _database.WriteAsync(async session =>
        {
            session.AfterCommit(ForgetPrincipals);
            return await change(session);
        }, Commit.Durable, cancellationToken);

    /// <summary>The slow hash of a password or of another secret.</summary>
    internal async Task<string> HashAsync(string password, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(password) || password.Length > MaxPasswordLength)
            throw new ArgumentException($"A password has 1 to {MaxPasswordLength} characters.", nameof(password));
        return await Task.Run(() => _hash.Create(password), cancellationToken);
    }

    /// <summary>True when a secret has the hash; takes as long where there is none.</summary>
    internal async Task<bool> VerifySecretAsync(string secret, string? hash, CancellationToken cancellationToken)
    {
        await _hashing.WaitAsync(cancellationToken);
        try
        {
            return secret.Length <= MaxPasswordLength && await Task.Run(() => _hash.Verify(secret, hash), cancellationToken);
        }
        finally
        {
            _hashing.Release();
        }
    }

    /// <summary>Forgets who is in which group.</summary>
    internal void ForgetPrincipals()
    {
        foreach (var memory in _principals)
            memory.Clear();
    }

    /// <summary>Adds a memory of who is in which group, before it is used first.</summary>
    internal void RememberPrincipals(IInvalidatable memory)
    {
        _principals.Add(memory);
        _database.Changes.Register(memory);
    }

    /// <summary>Refuses what would leave nobody to manage the server.</summary>
    internal static async Task CheckNotOnlyAdministratorAsync(WriteSession session, string name)
    {
        if (await IsOnlyAdministratorAsync(session, name))
            throw new InvalidOperationException($"'{name}' is the only administrator; create another one first, or nobody can manage the server.");
    }

    /// <summary>True for the only one who manages the server.</summary>
    internal static async Task<bool> IsOnlyAdministratorAsync(WriteSession session, string name) =>
        await UserRows.AdministratorsAsync(session) is [var only] && only == name;

    internal static void CheckDetails(IReadOnlyDictionary<string, string>? details)
    {
        if (details?.Any(detail => detail.Key.Length + detail.Value.Length > MaxDetailLength) is true || details?.Count > MaxDetails)
            throw new ArgumentException($"A user has at most {MaxDetails} details of {MaxDetailLength} characters.", nameof(details));
    }

    // A colon ends the name in Basic authentication (RFC 7617); the reserved names already mean something.
    internal static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Trim().Length != name.Length
            || name.Any(character => char.IsControl(character) || character is ':' or '/' or '\\'))
        {
            throw new ArgumentException(
                $"A user name has 1 to {MaxNameLength} characters, no colon, slash or control character, no space at its ends.",
                nameof(name));
        }
        if (name is Principal.Everyone or Principal.Administrators || name == Principal.Anonymous.Name || name == Principal.System.Name)
            throw new ArgumentException($"'{name}' is a name that Archivolt uses itself; choose another one.", nameof(name));
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
