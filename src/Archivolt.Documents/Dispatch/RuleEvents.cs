namespace Archivolt.Documents.Dispatch;

/// <summary>Names of audit entries about rules; the comment is the number of the rules.</summary>
public static class RuleEvents
{
    /// <summary>Rules were taken into use.</summary>
    public const string Applied = "rulesApplied";

    /// <summary>The rules of the configuration were taken into use again.</summary>
    public const string Returned = "rulesReturned";
}
