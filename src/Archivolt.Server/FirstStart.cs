using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Documents.Access;

namespace Archivolt.Server;

/// <summary>
/// The user <c>Administrator</c>, made when there is none. <c>Archivolt:AdminPassword</c> gives its password; without it one is generated and
/// shown once. On later starts the setting does nothing: passwords are changed by people.
/// </summary>
internal static partial class FirstStart
{
    public const string AdministratorName = "Administrator";

    private const string PasswordSetting = ArchivoltOptions.Section + ":AdminPassword";

    // Without letters and digits that look alike.
    private const string PasswordCharacters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int PasswordLength = 20;

    public static async Task EnsureAdministratorAsync(IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var users = services.GetRequiredService<IUserStore>();
        var given = services.GetRequiredService<IConfiguration>()[PasswordSetting];
        if (await users.FindAsync(AdministratorName, cancellationToken) is not null)
        {
            if (!string.IsNullOrEmpty(given))
                LogUnused(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FirstStart)), AdministratorName, PasswordSetting);
            return;
        }
        if (!string.IsNullOrEmpty(given) && !ChosenPassword.IsAcceptable(given))
        {
            throw new BlobException(BlobError.Configuration,
                $"{PasswordSetting} has fewer than {ChosenPassword.MinLength} characters, or a control character, such as the line end of a file; give another password, or none to have one made.");
        }
        var password = string.IsNullOrEmpty(given) ? RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength) : given;
        try
        {
            await users.CreateAsync(AdministratorName, password, [Principal.Administrators], cancellationToken: cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // Another node may have started at the same time and been faster.
            if (await users.FindAsync(AdministratorName, cancellationToken) is null)
                throw;
            return;
        }
        catch (ArgumentException exception)
        {
            throw new BlobException(BlobError.Configuration, $"{PasswordSetting} is not acceptable: {exception.Message}", innerException: exception);
        }
        if (string.IsNullOrEmpty(given))
            await output.WriteLineAsync($"Created user {AdministratorName} with password {password} - keep it, it is not shown again.");
    }

    [LoggerMessage(1, LogLevel.Information, "The user '{User}' exists; {Setting} is used only for the first start. 'archivolt user password {User}' changes a password.")]
    private static partial void LogUnused(ILogger logger, string user, string setting);
}
