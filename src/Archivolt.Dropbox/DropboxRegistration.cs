using Archivolt.Configuration;
using Archivolt.Documents.Linked;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Dropbox;

/// <summary>Adds Dropbox to what documents can link files of.</summary>
public static class DropboxRegistration
{
    private static readonly string[] Settings = [nameof(DropboxOptions.ApiUrl), nameof(DropboxOptions.ContentUrl), nameof(DropboxOptions.KeepsRevisions)];

    /// <summary>
    /// Adds the type <c>Dropbox</c> for <c>Archivolt:LinkedFiles</c>. Its settings are the properties of <see cref="DropboxOptions"/>, beside those of every vendor: <c>ClientId</c> and
    /// <c>ClientSecret</c> of this server's application, <c>Scopes</c>, <c>DirectDownload</c>.
    /// </summary>
    public static ArchivoltBuilder AddDropboxFiles(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new LinkedDriver("Dropbox", "Dropbox", Settings, Create));
        return builder;
    }

    private static DropboxFiles Create(LinkedContext context)
    {
        var usual = new DropboxOptions();
        return new DropboxFiles(new DropboxOptions
        {
            ApiUrl = context.Address(nameof(DropboxOptions.ApiUrl)) ?? usual.ApiUrl,
            ContentUrl = context.Address(nameof(DropboxOptions.ContentUrl)) ?? usual.ContentUrl,
            KeepsRevisions = context.Flag(nameof(DropboxOptions.KeepsRevisions)) ?? usual.KeepsRevisions,
        }, context.Services.GetService<TimeProvider>());
    }
}
