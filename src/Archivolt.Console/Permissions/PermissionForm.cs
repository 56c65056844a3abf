using System.Globalization;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Permissions;

/// <summary>The form that adds an entry, as it was filled in.</summary>
/// <param name="Grantee">A user, a group or everyone.</param>
/// <param name="Permission">Name of the permission.</param>
/// <param name="IsDenied">True to deny it.</param>
/// <param name="From">The first day, in UTC; empty for now.</param>
/// <param name="To">The last day, which is included; empty for none.</param>
internal sealed record PermissionForm(string Grantee, string Permission, bool IsDenied, string From, string To)
{
    public const string GranteeField = "grantee";
    public const string PermissionField = "permission";
    public const string EffectField = "effect";
    public const string FromField = "from";
    public const string ToField = "to";

    /// <summary>The value of <see cref="EffectField"/> that denies.</summary>
    public const string Deny = "deny";

    /// <summary>The form as it is shown at first.</summary>
    public static PermissionForm Empty { get; } = new("", nameof(Archivolt.Documents.Access.Permission.Read), IsDenied: false, "", "");

    /// <summary>The form as somebody sent it.</summary>
    public static PermissionForm Sent(IFormCollection fields) => new(
        fields[GranteeField].ToString().Trim(), fields[PermissionField].ToString(), fields[EffectField] == Deny, fields[FromField].ToString().Trim(), fields[ToField].ToString().Trim());

    /// <summary>The entry that it means.</summary>
    /// <param name="creator">Who adds it.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="RequestException">400: something is missing, or cannot be.</exception>
    public AccessEntry ToEntry(string creator, DateTimeOffset now)
    {
        if (Grantee.Length == 0 || Grantee.Any(char.IsControl))
            throw RequestException.BadRequest(Phrase.Of("Enter the name of a user or a group."));
        var (begin, end) = (Day(From, Phrase.Of("From")), Day(To, Phrase.Of("Until"))?.AddDays(1));
        if (end <= (begin ?? now))
            throw RequestException.BadRequest(Phrase.Of(begin is null ? "“Until” is over already; enter a day to come." : "“Until” is before “From”; enter a later day."));
        var entry = new AccessEntry(Grantee, AccessEndpoints.PermissionNamed(Permission, Grantee), !IsDenied) { Creator = creator, Begin = begin, End = end };
        // It would deny nobody whom an entry here lets in, and the list of entries does not show it.
        return entry.EndsInheritance ? throw RequestException.BadRequest(Phrase.Of("This entry blocks what is inherited and nothing else. Use “Block inheritance” for that, or deny everyone to read.")) : entry;
    }

    private static DateTimeOffset? Day(string text, string field) => text.Length == 0 ? null
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && day.Year is > 1 and < 9999 ? day
        : throw RequestException.BadRequest(Phrase.Of($"“{field}” is to be a day such as 2030-01-31."));
}
