using System.Globalization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Creates users for people of identity providers and moves them between groups, in a transaction.</summary>
internal sealed class ExternalUsers(Database database, TimeProvider clock)
{
    // The first start looks for this user by name.
    private const string Administrator = "Administrator";

    /// <summary>Finds the user of a person or creates it, and takes over the groups that the provider names.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="person">What the provider says.</param>
    /// <param name="password">Hash of a created user's password; null creates nobody.</param>
    /// <returns>The identity, and whether a user changed.</returns>
    public async Task<(IdentityRow Row, bool IsChanged)> EnterAsync(WriteSession session, ExternalPerson person, string? password)
    {
        var row = await IdentityRows.FindAsync(session.Connection, person.Identity, session.ForUpdate);
        var isCreated = row is null;
        row ??= await CreateAsync(session, person, password);
        var isMoved = person.Groups is { } groups && person.Told.ToUnixTimeMilliseconds() > row.Told && await MoveAsync(session, person, row, groups, isCreated);
        return ((await IdentityRows.FindAsync(session.Connection, person.Identity))!, isCreated || isMoved);
    }

    public static DocumentException Deleted() => Denied("Your user was deleted here; an administrator can let you in again.");

    public static DocumentException Denied(string reason) => new(DocumentError.Denied, reason);

    public static IdentityRow RowOf(ExternalIdentity identity, string userName, DateTimeOffset now) =>
        new() { Issuer = identity.Issuer, Subject = identity.Subject, UserName = userName, Created = now.ToUnixTimeMilliseconds() };

    public static IEnumerable<KeyValuePair<string, string>> Facts(ExternalIdentity identity) => [new("issuer", identity.Issuer), new("subject", identity.Subject)];

    private async Task<IdentityRow> CreateAsync(WriteSession session, ExternalPerson person, string? password)
    {
        if (person.Name is not { } name || password is null)
            throw Denied("No user here is linked to your account at the identity provider; ask an administrator.");
        await CheckNameAsync(session, name);
        var now = clock.GetUtcNow();
        var user = new UserRow { Name = name, Password = password, Details = TextJson.Write(person.Details), Created = now.ToUnixTimeMilliseconds() };
        if (!await UserRows.InsertAsync(session.Connection, user))
        {
            // The same person may have come twice at once.
            return await IdentityRows.FindAsync(session.Connection, person.Identity) ?? throw Taken(name);
        }
        var row = RowOf(person.Identity, name, now);
        await IdentityRows.InsertAsync(session.Connection, row);
        await AccessAudit.RecordAsync(session, now, AccessEvents.UserCreated, name, by: null, [.. AccessAudit.Names("groups", person.Groups ?? []), .. Facts(person.Identity)]);
        return row;
    }

    private async Task<bool> MoveAsync(WriteSession session, ExternalPerson person, IdentityRow row, IReadOnlyList<string> groups, bool isCreated)
    {
        if (row.UserName is not { } name || (await UserRows.FindForUpdateAsync(session, name))?.ToUser() is not { } user)
            return false;
        var before = TextJson.ReadList(row.Given);
        var leaves = before.Except(groups, StringComparer.Ordinal).ToList();
        // The last one who can manage the server stays so.
        if (leaves.Contains(Principal.Administrators, StringComparer.Ordinal) && await SqlUserStore.IsOnlyAdministratorAsync(session, name))
            leaves.Remove(Principal.Administrators);
        IReadOnlyList<string> after = [.. user.Groups.Except(leaves, StringComparer.Ordinal).Union(groups, StringComparer.Ordinal)];
        // What the user was given here is not the provider's to take.
        IReadOnlyList<string> given = [.. after.Where(group => before.Contains(group, StringComparer.Ordinal) || !user.Groups.Contains(group, StringComparer.Ordinal))];
        await IdentityRows.SetGivenAsync(session.Connection, person.Identity, given, person.Told.ToUnixTimeMilliseconds());
        if (after.ToHashSet(StringComparer.Ordinal).SetEquals(user.Groups))
            return false;
        await UserRows.UpdateAsync(session.Connection, user with { Groups = after });
        if (!isCreated)
            await AccessAudit.RecordAsync(session, clock.GetUtcNow(), AccessEvents.UserModified, name, by: null, [.. AccessAudit.Names("groups", after), .. Facts(person.Identity)]);
        return true;
    }

    private async Task CheckNameAsync(WriteSession session, string name)
    {
        try
        {
            SqlUserStore.CheckName(name);
        }
        catch (ArgumentException)
        {
            throw Denied("The name that the identity provider has for you cannot be one of a user here; ask an administrator to link you to a user.");
        }
        // What is not seen would make two names look like one.
        if (!StorableText.IsStorable(name) || name.Any(character => char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.PrivateUse))
            throw Denied("The name that the identity provider has for you holds characters that nobody sees; ask an administrator to link you to a user.");
        if (name.Equals(Administrator, StringComparison.OrdinalIgnoreCase) || await IdentityRows.SimilarUserAsync(session.Connection, name) is { } other && other != name)
            throw Taken(name);
        await SharedNames.LockAsync(database, session, name);
        // Permissions name users and groups alike, also users who were deleted.
        if (await UserRows.FindAsync(session.Connection, name) is null && await IdentityRows.GivesRightsAsync(session.Connection, name))
            throw Denied($"'{name}' is a group here, or has rights here already; ask an administrator to link you to a user.");
    }

    private static DocumentException Taken(string name) =>
        Denied($"There is another user '{name}' here, or one whose name looks the same; ask an administrator to link you to a user.");
}
