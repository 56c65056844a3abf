using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.OAuth2;
using Archivolt.AspNetCore.OpenId;
using Archivolt.Azure;
using Archivolt.Cmis;
using Archivolt.Configuration;
using Archivolt.Documents.Sql;
using Archivolt.Dropbox;
using Archivolt.Encryption;
using Archivolt.GoogleDrive;
using Archivolt.GridFS;
using Archivolt.Nuxeo;
using Archivolt.Rclone;
using Archivolt.S3;
using Archivolt.Sql;
using Archivolt.WebConsole;
using Archivolt.WebDav;

namespace Archivolt.Server;

/// <summary>What an installation consists of by its configuration: the same for the server and for every command.</summary>
public static class Installation
{
    /// <summary>Adds the configured and the contributed providers and rules, and the documents.</summary>
    /// <exception cref="Blobs.BlobException">
    /// <see cref="Blobs.BlobError.Configuration"/>: a contribution cannot be used; the message names file and line.
    /// </exception>
    public static ArchivoltBuilder AddInstallation(this IServiceCollection services, IConfiguration configuration) =>
        // A command reads the file that the server reads.
        services.AddSettings<HttpOptions>(ArchivoltOptions.Section).AddSettings(ArchivoltOptions.Section, "AdminPassword").AddSettings<TelemetryOptions>(TelemetryOptions.Section)
            .AddSettings<ConnectionOptions>(ConnectionOptions.Section).AddSettings<ConsoleOptions>(ConsoleOptions.Section).AddSettings<WebDavOptions>(WebDavOptions.Section)
            .AddSettings<CmisOptions>(CmisOptions.Section).AddSettings<OffloadOptions>(OffloadOptions.Section).AddSettings<OAuth2Options>(OAuth2Options.Section).AddSettings<OpenIdConnectOptions>(OpenIdConnectOptions.Section)
            .AddArchivolt(configuration).AddEncryption().AddAzureStores().AddDropboxFiles().AddGoogleDriveFiles().AddGridFSStores().AddRcloneStores().AddS3Stores().AddSqlStores().AddNuxeoContributions(configuration).AddSqlDocuments();
}
