namespace Archivolt.WebConsole.People;

/// <summary>The addresses of the pages about people. A name may have any character, so that it stands in the query.</summary>
internal static class PeopleUrl
{
    public const string Users = ConsoleUrl.People;
    public const string NewUser = Users + "/new-user";
    public const string User = Users + "/user";
    public const string Groups = Users + "/groups";
    public const string NewGroup = Users + "/new-group";
    public const string Group = Users + "/group";

    /// <summary>The page of a user, or what is sent there.</summary>
    public static string OfUser(string name, string action = "") => $"{User}{action}?name={Uri.EscapeDataString(name)}";

    /// <summary>The page of a group, likewise.</summary>
    public static string OfGroup(string name, string action = "") => $"{Group}{action}?name={Uri.EscapeDataString(name)}";
}
