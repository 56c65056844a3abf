namespace Archivolt.Documents.Access;

/// <summary>What people may choose as a password. The REST API takes shorter ones too, as the platform's does.</summary>
public static class ChosenPassword
{
    /// <summary>Fewest characters, by NIST SP 800-63B (revision 3), section 5.1.1.</summary>
    public const int MinLength = 8;

    /// <summary>True for one that is long enough and that people can type: control characters, such as the line end of a file that was read, are none of it.</summary>
    public static bool IsAcceptable(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return password.Length >= MinLength && !password.Any(char.IsControl);
    }
}
