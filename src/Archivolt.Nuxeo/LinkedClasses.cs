using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>The platform's provider classes for files in people's accounts, and what their properties and their services are called here.</summary>
internal static class LinkedClasses
{
    private const string GoogleDrive = "org.nuxeo.ecm.liveconnect.google.drive.GoogleDriveBlobProvider";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [GoogleDrive] = "GoogleDrive",
        ["org.nuxeo.ecm.liveconnect.dropbox.DropboxBlobProvider"] = "Dropbox",
    };

    // Addresses of the platform's own contributions that the vendors have given up.
    private static readonly string[] Retired =
    [
        "accounts.google.com/o/oauth2/token", "accounts.google.com/o/oauth2/auth", "api.dropbox.com/oauth2/token", "api.dropbox.com/1/oauth2/token",
        "www.dropbox.com/oauth2/authorize", "www.dropbox.com/1/oauth2/authorize",
    ];

    /// <summary>True where a class is one of them.</summary>
    public static bool IsKnown(string @class) => Types.ContainsKey(@class);

    /// <summary>The settings of the provider of linked files that stands for a contributed one.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: a property cannot be used.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsOf(ContributedProvider provider, List<string> notices)
    {
        yield return Setting("Type", Types[provider.Class]);
        foreach (var setting in provider.Class == GoogleDrive ? OfDrive(provider) : [])
            yield return setting;
        if (provider.Service is not { } service)
            yield break;
        yield return Setting("ClientId", service.Setting("clientId") ?? (provider.Class == GoogleDrive ? ClientIdOfDrive(provider) : null));
        yield return Setting("ClientSecret", service.Setting("clientSecret"));
        yield return Setting("Description", service.Setting("description"));
        yield return Setting("Enabled", service.IsEnabled?.ToString());
        foreach (var (theirs, ours) in new[] { ("authorizationServerURL", "AuthorizationUrl"), ("tokenServerURL", "TokenUrl") })
        {
            var address = service.Setting(theirs);
            if (address is not null && Retired.Any(old => address.Split('?')[0].EndsWith("://" + old, StringComparison.OrdinalIgnoreCase)))
                notices.Add($"{service.Where}: the {theirs} of '{service.Name}' is an address that its vendor has given up; the present one is used.");
            else
                yield return Setting(ours, address);
        }
        foreach (var (index, scope) in service.Scopes.Index())
            yield return Setting($"Scopes:{index}", scope);
    }

    private static IEnumerable<KeyValuePair<string, string?>> OfDrive(ContributedProvider provider)
    {
        if (provider.Service is null)
            yield return Setting("ClientId", ClientIdOfDrive(provider));
        if ((provider.Property("serviceAccountId") ?? provider.Variable("nuxeo.google.serviceAccountId")) is not { } account)
            yield break;
        yield return Setting("ServiceAccount", account);
        yield return Setting("ServiceAccountKeyFile", provider.Property("serviceAccountP12Path") ?? provider.Variable("nuxeo.google.serviceAccountP12Path")
            ?? throw new BlobException(BlobError.Configuration, $"{provider.Where}: the service account '{account}' of Google Drive needs the property 'serviceAccountP12Path', the file with its key."));
    }

    private static string? ClientIdOfDrive(ContributedProvider provider) => provider.Property("clientId") ?? provider.Variable("nuxeo.google.clientId");

    private static KeyValuePair<string, string?> Setting(string name, string? value) => new(name, value);
}
