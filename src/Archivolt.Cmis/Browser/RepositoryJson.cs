using System.Text.Json;
using Archivolt.Cmis.Access;
using Archivolt.Documents.Access;

namespace Archivolt.Cmis.Browser;

/// <summary>Repositories in the JSON of the browser binding.</summary>
internal static class RepositoryJson
{
    /// <summary>A repository with its capabilities and URLs.</summary>
    public static void Write(Utf8JsonWriter json, CmisCall call, string repository, string rootId)
    {
        var url = $"{call.BaseUrl}/{Uri.EscapeDataString(repository)}";
        json.WriteStartObject();
        json.WriteString("repositoryId", repository);
        json.WriteString("repositoryName", repository);
        json.WriteString("repositoryDescription", RepositoryInfo.Description);
        json.WriteString("vendorName", RepositoryInfo.Vendor);
        json.WriteString("productName", RepositoryInfo.Vendor);
        json.WriteString("productVersion", RepositoryInfo.Version);
        json.WriteString("rootFolderId", rootId);
        json.WriteStartObject("capabilities");
        foreach (var (name, value) in RepositoryInfo.Capabilities)
        {
            if (value is bool flag)
                json.WriteBoolean(name, flag);
            else
                json.WriteString(name, (string)value);
        }
        json.WriteString("capabilityOrderBy", RepositoryInfo.OrderBy);
        json.WriteStartObject("capabilityCreatablePropertyTypes");
        json.WriteStartArray("canCreate");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("capabilityNewTypeSettableAttributes");
        foreach (var attribute in (string[])["id", "localName", "localNamespace", "displayName", "queryName", "description", "creatable", "fileable", "queryable", "fulltextIndexed", "includedInSupertypeQuery", "controllablePolicy", "controllableACL"])
            json.WriteBoolean(attribute, false);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteAcl(json);
        json.WriteNull("latestChangeLogToken");
        json.WriteString("cmisVersionSupported", "1.1");
        json.WriteNull("thinClientURI");
        json.WriteBoolean("changesIncomplete", true);
        json.WriteStartArray("changesOnType");
        json.WriteEndArray();
        json.WriteString("principalIdAnonymous", Principal.Anonymous.Name);
        json.WriteString("principalIdAnyone", Principal.Everyone);
        json.WriteString("repositoryUrl", url);
        json.WriteString("rootFolderUrl", url + "/root");
        json.WriteEndObject();
    }

    private static void WriteAcl(Utf8JsonWriter json)
    {
        json.WriteStartObject("aclCapabilities");
        json.WriteString("supportedPermissions", "both");
        json.WriteString("propagation", RepositoryInfo.AclPropagation);
        json.WriteStartArray("permissions");
        foreach (var name in CmisPermissions.Names)
        {
            json.WriteStartObject();
            json.WriteString("permission", name);
            json.WriteString("description", name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("permissionMapping");
        foreach (var (key, permission) in CmisPermissions.Mapping)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteStartArray("permission");
            json.WriteStringValue(permission);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
