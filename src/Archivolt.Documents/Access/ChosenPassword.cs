namespace Archivolt.Documents.Access;

/// <summary>What people may choose as a password. The REST API takes shorter ones too, as the platform's does.</summary>
public static class ChosenPassword
{
    /// <summary>Fewest characters, by NIST SP 800-63B (revision 3), section 5.1.1.</summary>
    public const int MinLength = 8;
}
