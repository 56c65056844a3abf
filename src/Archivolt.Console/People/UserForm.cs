using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.People;

/// <summary>What a form says of a user.</summary>
/// <param name="Name">The name.</param>
/// <param name="Details">The details that people fill in.</param>
/// <param name="Group">A group that the user is to be in; empty for none.</param>
internal sealed record UserForm(string Name, IReadOnlyDictionary<string, string> Details, string Group)
{
    public const string NameField = "user";
    public const string GroupField = "group";
    public const string PasswordField = "password";

    /// <summary>The details, with what people call them.</summary>
    public static IReadOnlyList<(string Name, string Label)> Known { get; } = [("firstName", Phrase.Key("First name")), ("lastName", Phrase.Key("Last name")), ("email", Phrase.Key("E-mail")), ("company", Phrase.Key("Company"))];

    /// <summary>The form for a user as it is; null for a new one.</summary>
    public static UserForm Of(User? user) => new(user?.Name ?? "", user?.Details ?? new Dictionary<string, string>(StringComparer.Ordinal), "");

    /// <summary>The form as somebody sent it; details that it does not have are as they were.</summary>
    public static UserForm Sent(IFormCollection fields, User? user = null)
    {
        var details = new Dictionary<string, string>(user?.Details ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, _) in Known.Where(detail => fields.ContainsKey(detail.Name)))
        {
            if (fields[name].ToString().Trim() is { Length: > 0 } text)
                details[name] = text;
            else
                details.Remove(name);
        }
        return new UserForm(fields[NameField].ToString(), details, fields[GroupField].ToString().Trim());
    }
}
