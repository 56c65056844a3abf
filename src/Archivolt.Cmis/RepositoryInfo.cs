namespace Archivolt.Cmis;

/// <summary>What a repository says of itself (CMIS 1.1 §2.2.2.2).</summary>
internal static class RepositoryInfo
{
    public const string Vendor = "Archivolt";
    public const string Description = "Documents of Archivolt";

    public const string Version = AspNetCore.Server.ServerEndpoints.PlatformVersion;

    /// <summary>What it can do, in the order of the schema; each a word or true or false. What CMIS 1.0 does not know is left out for it.</summary>
    public static IReadOnlyList<(string Name, object Value)> Capabilities { get; } =
    [
        ("capabilityACL", "manage"), ("capabilityAllVersionsSearchable", true), ("capabilityChanges", "none"), ("capabilityContentStreamUpdatability", "anytime"),
        ("capabilityGetDescendants", true), ("capabilityGetFolderTree", true), ("capabilityMultifiling", false), ("capabilityPWCSearchable", false), ("capabilityPWCUpdatable", false),
        ("capabilityQuery", "metadataonly"), ("capabilityRenditions", "read"), ("capabilityUnfiling", false), ("capabilityVersionSpecificFiling", false), ("capabilityJoin", "none"),
    ];

    /// <summary>How entries of an access list count: for all that is below.</summary>
    public const string AclPropagation = "propagate";

    /// <summary>How objects in a folder are ordered on request; since CMIS 1.1.</summary>
    public const string OrderBy = "custom";
}
