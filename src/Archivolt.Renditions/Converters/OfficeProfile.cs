using System.Text;

namespace Archivolt.Renditions.Converters;

/// <summary>LibreOffice's settings for documents of strangers: nothing that a document links to is read, and nothing in it runs.</summary>
internal static class OfficeProfile
{
    private const string Scripting = "Common/Security/Scripting";

    // Writer counts from "never", Calc from "always". Versions that lack a setting pass over it.
    private static readonly (string Path, string Name, string Value)[] Settings =
    [
        (Scripting, "BlockUntrustedRefererLinks", "true"),
        (Scripting, "DisableActiveContent", "true"),
        (Scripting, "DisableMacrosExecution", "true"),
        (Scripting, "MacroSecurityLevel", "3"),
        ("Writer/Content/Update", "Link", "0"),
        ("Calc/Content/Update", "Link", "1"),
    ];

    /// <summary>Makes a profile with these settings.</summary>
    /// <param name="folder">Its folder, which is not there yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task CreateAsync(string folder, CancellationToken cancellationToken)
    {
        var items = new StringBuilder("""
            <?xml version="1.0" encoding="UTF-8"?>
            <oor:items xmlns:oor="http://openoffice.org/2001/registry">

            """);
        foreach (var (path, name, value) in Settings)
            items.Append($"""<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>""").Append('\n');
        items.Append("</oor:items>\n");
        var user = Directory.CreateDirectory(Path.Combine(folder, "user"));
        return File.WriteAllTextAsync(Path.Combine(user.FullName, "registrymodifications.xcu"), items.ToString(), cancellationToken);
    }
}
