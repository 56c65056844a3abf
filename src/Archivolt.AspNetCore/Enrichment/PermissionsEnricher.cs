using System.Text.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>What the asker may do with a document, by the platform's names. Nobody may remove what is under retention or hold.</summary>
internal sealed class PermissionsEnricher(IDocumentAccess access, TimeProvider clock) : DocumentEnricher("permissions")
{
    public override async ValueTask<Action<Utf8JsonWriter>> LoadAsync(Document document, HttpContext context)
    {
        var names = new List<string>();
        var isKept = document.Retention.HoldsAt(clock.GetUtcNow());
        foreach (var permission in Enum.GetValues<Permission>())
        {
            if (!(isKept && (permission is Permission.Remove or Permission.ReadRemove)) && await access.IsAllowedAsync(context.ActingPrincipal(), permission, document, context.RequestAborted))
                names.AddRange(NamesOf(permission));
        }
        return writer =>
        {
            writer.WriteStartArray();
            foreach (var name in names)
                writer.WriteStringValue(name);
            writer.WriteEndArray();
        };
    }

    // The platform's finer permissions, each with the one here that it takes.
    private static string[] NamesOf(Permission permission) => permission switch
    {
        Permission.Read => ["Browse", "Read", "ReadProperties", "ReadChildren", "ReadLifeCycle", "ReadVersion"],
        Permission.Write => ["Write", "WriteProperties", "WriteLifeCycle", "WriteVersion", "Version", "AddChildren", "RemoveChildren", "ReadSecurity", "WriteSecurity"],
        _ => [permission.ToString()],
    };
}
