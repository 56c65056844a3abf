using Archivolt.Cmis.Access;
using Archivolt.Documents.Access;

namespace Archivolt.Cmis.Atom;

/// <summary>The service document (CMIS 1.1 §3.7): a workspace for each repository, with where everything else is.</summary>
internal sealed class ServiceXml(CmisCall call, AtomXml xml)
{
    /// <summary>A repository.</summary>
    public void Workspace(string repository, string rootId)
    {
        var url = new AtomUrl(new CmisCall(call.Context, repository, call.BaseUrl));
        xml.Element("workspace", AtomNames.App, () =>
        {
            xml.Atom("title", repository);
            Collection("root", url.Of("children", rootId), AtomNames.EntryType);
            Collection("types", url.Of("types"), "");
            Collection("query", url.Of("query"), AtomNames.QueryType);
            Collection("checkedout", url.Of("checkedout"), "");
            xml.Link(AtomNames.TypeDescendantsLink, url.Of("typedesc"), AtomNames.TreeType);
            xml.Link(AtomNames.FolderTreeLink, url.Of("foldertree", rootId), AtomNames.TreeType);
            xml.Link(AtomNames.RootDescendantsLink, url.Of("descendants", rootId), AtomNames.TreeType);
            xml.Element("repositoryInfo", AtomNames.Rest, () => WriteInfo(repository, rootId));
            const string objectTerms = "filter={filter}&includeAllowableActions={includeAllowableActions}&includeACL={includeACL}&includePolicyIds={includePolicyIds}&includeRelationships={includeRelationships}&renditionFilter={renditionFilter}";
            Template("objectbyid", $"{url.Of("entry")}?id={{id}}&{objectTerms}", AtomNames.EntryType);
            Template("objectbypath", $"{url.Of("path")}?path={{path}}&{objectTerms}", AtomNames.EntryType);
            Template("query", $"{url.Of("query")}?q={{q}}&searchAllVersions={{searchAllVersions}}&maxItems={{maxItems}}&skipCount={{skipCount}}&includeAllowableActions={{includeAllowableActions}}&includeRelationships={{includeRelationships}}&renditionFilter={{renditionFilter}}", AtomNames.FeedType);
            Template("typebyid", $"{url.Of("type")}?typeId={{id}}", AtomNames.EntryType);
        });
    }

    private void Collection(string kind, string href, string accepted) => xml.Element("collection", AtomNames.App, () =>
    {
        xml.Attribute("href", href);
        xml.Atom("title", kind);
        xml.Text("accept", AtomNames.App, accepted);
        xml.Text("collectionType", AtomNames.Rest, kind);
    });

    private void Template(string kind, string template, string type) => xml.Element("uritemplate", AtomNames.Rest, () =>
    {
        xml.Text("template", AtomNames.Rest, template);
        xml.Text("type", AtomNames.Rest, kind);
        xml.Text("mediatype", AtomNames.Rest, type);
    });

    private void WriteInfo(string repository, string rootId)
    {
        xml.Core("repositoryId", repository);
        xml.Core("repositoryName", repository);
        xml.Core("repositoryDescription", RepositoryInfo.Description);
        xml.Core("vendorName", RepositoryInfo.Vendor);
        xml.Core("productName", RepositoryInfo.Vendor);
        xml.Core("productVersion", RepositoryInfo.Version);
        xml.Core("rootFolderId", rootId);
        xml.Element("capabilities", AtomNames.Core, () =>
        {
            foreach (var (name, value) in RepositoryInfo.Capabilities)
            {
                xml.Core(name, value is bool flag ? flag ? "true" : "false" : (string)value);
                if (name == "capabilityGetFolderTree" && !call.IsOld)
                    xml.Core("capabilityOrderBy", RepositoryInfo.OrderBy);
            }
        });
        xml.Element("aclCapability", AtomNames.Core, WriteAcl);
        xml.Core("cmisVersionSupported", call.IsOld ? "1.0" : "1.1");
        xml.Core("changesIncomplete", true);
        xml.Core("principalAnonymous", Principal.Anonymous.Name);
        xml.Core("principalAnyone", Principal.Everyone);
    }

    private void WriteAcl()
    {
        xml.Core("supportedPermissions", "both");
        xml.Core("propagation", RepositoryInfo.AclPropagation);
        foreach (var name in CmisPermissions.Names)
        {
            xml.Element("permissions", AtomNames.Core, () =>
            {
                xml.Core("permission", name);
                xml.Core("description", name);
            });
        }
        foreach (var (key, permission) in CmisPermissions.Mapping)
        {
            xml.Element("mapping", AtomNames.Core, () =>
            {
                xml.Core("key", key);
                xml.Core("permission", permission);
            });
        }
    }
}
