using Archivolt.Configuration;
using Archivolt.Documents.Linked;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.GoogleDrive;

/// <summary>Adds Google Drive to what documents can link files of.</summary>
public static class GoogleDriveRegistration
{
    private const string Account = "ServiceAccount";
    private const string KeyFile = "ServiceAccountKeyFile";

    private static readonly string[] Settings =
    [
        nameof(GoogleDriveOptions.ApiUrl), nameof(GoogleDriveOptions.UserInfoUrl), nameof(GoogleDriveOptions.RevocationUrl), nameof(GoogleDriveOptions.KeepsRevisions), Account, KeyFile,
    ];

    /// <summary>
    /// Adds the type <c>GoogleDrive</c> for <c>Archivolt:LinkedFiles</c>. Its settings are the properties of <see cref="GoogleDriveOptions"/>, with <c>ServiceAccount</c> (an e-mail address)
    /// and <c>ServiceAccountKeyFile</c>, beside those of every vendor: <c>ClientId</c> and <c>ClientSecret</c> of this server's application, <c>Scopes</c>.
    /// </summary>
    public static ArchivoltBuilder AddGoogleDriveFiles(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new LinkedDriver("GoogleDrive", "Google Drive", Settings, Create));
        return builder;
    }

    private static GoogleDriveFiles Create(LinkedContext context)
    {
        var usual = new GoogleDriveOptions();
        var (account, keyFile) = (context.Section[Account], context.Section[KeyFile]);
        if (account is { Length: > 0 } && keyFile is not { Length: > 0 })
            throw context.Wrong(KeyFile, "the file with the key of the service account");
        var options = new GoogleDriveOptions
        {
            ApiUrl = context.Address(nameof(GoogleDriveOptions.ApiUrl)) ?? usual.ApiUrl,
            UserInfoUrl = Plain(context, nameof(GoogleDriveOptions.UserInfoUrl)) ?? usual.UserInfoUrl,
            RevocationUrl = Plain(context, nameof(GoogleDriveOptions.RevocationUrl)) ?? usual.RevocationUrl,
            KeepsRevisions = context.Flag(nameof(GoogleDriveOptions.KeepsRevisions)) ?? usual.KeepsRevisions,
            ServiceAccount = keyFile is { Length: > 0 }
                ? new ServiceAccountOptions { Email = account, KeyFile = context.Services.GetRequiredService<IOptions<ArchivoltOptions>>().Value.Resolve(keyFile) }
                : null,
        };
        try
        {
            return new GoogleDriveFiles(options, context.Services.GetService<TimeProvider>());
        }
        catch (Exception exception) when (options.ServiceAccount is not null && exception is not Blobs.BlobException)
        {
            throw context.Wrong(KeyFile, $"a key file of a service account that can be read: {exception.Message}", exception);
        }
    }

    private static Uri? Plain(LinkedContext context, string name) => context.Address(name) is { } address ? new Uri(address.AbsoluteUri.TrimEnd('/')) : null;
}
