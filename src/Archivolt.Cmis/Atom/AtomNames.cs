namespace Archivolt.Cmis.Atom;

/// <summary>Words of RFC 4287, RFC 5023 and CMIS 1.1 §3.</summary>
internal static class AtomNames
{
    public const string Atom = "http://www.w3.org/2005/Atom";
    public const string App = "http://www.w3.org/2007/app";
    public const string Core = "http://docs.oasis-open.org/ns/cmis/core/200908/";
    public const string Rest = "http://docs.oasis-open.org/ns/cmis/restatom/200908/";
    public const string Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public const string EntryType = "application/atom+xml;type=entry";
    public const string FeedType = "application/atom+xml;type=feed";
    public const string TreeType = "application/cmistree+xml";
    public const string ServiceType = "application/atomsvc+xml";
    public const string ActionsType = "application/cmisallowableactions+xml";
    public const string AclType = "application/cmisacl+xml";
    public const string QueryType = "application/cmisquery+xml";

    // Relations of links.
    private const string Links = "http://docs.oasis-open.org/ns/cmis/link/200908/";
    public const string AclLink = Links + "acl";
    public const string ActionsLink = Links + "allowableactions";
    public const string FolderTreeLink = Links + "foldertree";
    public const string TypeDescendantsLink = Links + "typedescendants";
    public const string RootDescendantsLink = Links + "rootdescendants";
}
