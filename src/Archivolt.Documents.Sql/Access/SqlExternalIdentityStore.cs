using System.Security.Cryptography;
using System.Text;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Who users are at identity providers, in SQL. Principals are kept in memory until something about users changes.</summary>
internal sealed class SqlExternalIdentityStore : IExternalIdentityStore
{
    private const int Remembered = 4096;
    private const int MaxListed = 1000;
    private const int MaxLength = 255;

    private readonly Database _database;
    private readonly SqlUserStore _users;
    private readonly ExternalUsers _external;
    private readonly TimeProvider _clock;
    private readonly Cache<ExternalIdentity, (Principal Principal, long Told)> _known = new(Remembered);

    public SqlExternalIdentityStore(Database database, SqlUserStore users, TimeProvider clock)
    {
        (_database, _users, _clock) = (database, users, clock);
        _external = new ExternalUsers(database, clock);
        users.RememberPrincipals(_known);
    }

    public async Task<Principal> EnterAsync(ExternalPerson person, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        await _database.Changes.RefreshAsync();
        var told = person.Told.ToUnixTimeMilliseconds();
        if (_known.TryGet(person.Identity, out var known) && !IsNews(person, told, known.Told))
            return known.Principal;
        var stamp = _known.Stamp;
        if (!IsPlain(person.Identity))
            throw ExternalUsers.Denied("What the identity provider calls you cannot be stored here.");
        var row = await _database.ReadAsync(connection => IdentityRows.FindAsync(connection, person.Identity), cancellationToken);
        if (row is { UserName: null })
            throw ExternalUsers.Deleted();
        if (row is null || IsNews(person, told, row.Told))
        {
            row = await WriteAsync(person, row is null, cancellationToken);
            stamp = _known.Stamp;
        }
        var principal = await PrincipalAsync(row.UserName ?? throw ExternalUsers.Deleted(), cancellationToken);
        _known.Put(person.Identity, (principal, row.Told), stamp);
        return principal;
    }

    public Task<bool> TryUseAsync(string nonce, TimeSpan time, CancellationToken cancellationToken = default)
    {
        var (now, hash) = (_clock.GetUtcNow(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(nonce))));
        return _database.WriteAsync(
            session => IdentityRows.UseAsync(session, hash, now.ToUnixTimeMilliseconds(), (now + time).ToUnixTimeMilliseconds()), Commit.Durable, cancellationToken);
    }

    public async Task<IReadOnlyList<KnownIdentity>> ListAsync(string? userName, CancellationToken cancellationToken = default) =>
        userName is not null && !StorableText.IsStorable(userName) ? []
            : [.. (await _database.ReadAsync(connection => IdentityRows.ListAsync(connection, userName, MaxListed), cancellationToken)).Select(row => row.ToIdentity())];

    public Task<bool> LinkAsync(ExternalIdentity identity, string userName, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(userName);
        if (!IsPlain(identity))
            throw new ArgumentException($"Issuer and subject are texts of 1 to {MaxLength} characters.", nameof(identity));
        return ChangeAsync(async session =>
        {
            if (!StorableText.IsStorable(userName) || await UserRows.FindForUpdateAsync(session, userName) is null)
                return false;
            var row = ExternalUsers.RowOf(identity, userName, _clock.GetUtcNow());
            if (!await IdentityRows.InsertAsync(session.Connection, row))
            {
                if (await IdentityRows.FindAsync(session.Connection, identity, session.ForUpdate) is { UserName: { } other })
                    throw new InvalidOperationException($"This person is the user '{other}'; unlink them first.");
                await IdentityRows.SetUserAsync(session.Connection, identity, userName);
            }
            await AccessAudit.RecordAsync(session, _clock.GetUtcNow(), AccessEvents.IdentityLinked, userName, by, ExternalUsers.Facts(identity));
            return true;
        }, cancellationToken);
    }

    public Task<bool> UnlinkAsync(ExternalIdentity identity, Principal? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return ChangeAsync(async session =>
        {
            if (!IsPlain(identity) || await IdentityRows.DeleteAsync(session.Connection, identity) is not { } row)
                return false;
            await AccessAudit.RecordAsync(session, _clock.GetUtcNow(), AccessEvents.IdentityUnlinked, row.UserName ?? "", by, ExternalUsers.Facts(identity));
            return true;
        }, cancellationToken);
    }

    private async Task<IdentityRow> WriteAsync(ExternalPerson person, bool isNew, CancellationToken cancellationToken)
    {
        // Nobody knows this password; an administrator may set one.
        var password = isNew && person.Name is not null ? await _users.HashAsync(TokenSecret.Create(), cancellationToken) : null;
        return await _database.WriteAsync(async session =>
        {
            var (row, isChanged) = await _external.EnterAsync(session, person, password);
            if (isChanged)
                session.AfterCommit(_users.ForgetPrincipals);
            return row;
        }, Commit.Durable, cancellationToken);
    }

    private async Task<Principal> PrincipalAsync(string userName, CancellationToken cancellationToken) => await _database.ReadAsync(async connection =>
        await UserRows.FindAsync(connection, userName) is { } user ? new Principal(user.Name, await GroupRows.WithParentsAsync(connection, user.ToUser().Groups)) : null, cancellationToken)
        ?? throw ExternalUsers.Deleted();

    private Task<bool> ChangeAsync(Func<WriteSession, Task<bool>> change, CancellationToken cancellationToken) => _database.WriteAsync(async session =>
    {
        session.AfterCommit(_users.ForgetPrincipals);
        return await change(session);
    }, Commit.Durable, cancellationToken);

    private static bool IsNews(ExternalPerson person, long told, long known) => person.Groups is not null && told > known;

    private static bool IsPlain(ExternalIdentity identity) => IsPlain(identity.Issuer) && IsPlain(identity.Subject);

    private static bool IsPlain(string text) => text.Length is > 0 and <= MaxLength && StorableText.IsStorable(text);
}
