using Archivolt.Configuration;
using Archivolt.Documents;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Downloads;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Scripting;

/// <summary>Adds download permissions in JavaScript to an application.</summary>
public static class ScriptingRegistration
{
    /// <summary>Adds a rule; see <see cref="ScriptedPermission"/>. It is read at start, and a script that cannot be read ends the start.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">Its name for logs and audit.</param>
    /// <param name="script">The JavaScript, with a function <c>run()</c>.</param>
    public static ArchivoltBuilder AddDownloadScript(this ArchivoltBuilder builder, string name, string script)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddDocuments().Services.AddSingleton<IDownloadPermission>(
            services => new ScriptedPermission(name, script, services.GetRequiredService<SchemaRegistry>()));
        return builder;
    }
}
