using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Rclone;

/// <summary>Adds stores wherever rclone reaches, to configurations and in code.</summary>
public static class RcloneRegistration
{
    private static readonly string[] Names =
    [
        .. typeof(RcloneStoreOptions).GetProperties().Where(property => property.CanWrite && property.Name != nameof(RcloneStoreOptions.Name)).Select(property => property.Name), "PasswordFile", "Digest", "Record", "Namespace",
    ];

    /// <summary>
    /// Adds the type <c>Rclone</c> for providers in the configuration. Its settings are the properties of <see cref="RcloneStoreOptions"/>, <c>PasswordFile</c> (a file that holds
    /// <c>Password</c>), <c>Namespace</c> (a folder below the path), <c>Digest</c> (SHA-256 unless said) and <c>Record</c>.
    /// </summary>
    public static ArchivoltBuilder AddRcloneStores(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStoreType("Rclone", OpenAsync, Names);
    }

    /// <summary>Adds a provider that keeps content where rclone reaches.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="id">The provider id.</param>
    /// <param name="store">The place and which rclone.</param>
    /// <param name="options">Key strategy and limits; null for content named by its SHA-256.</param>
    public static ProviderBuilder AddRcloneStore(this ArchivoltBuilder builder, string id, RcloneStoreOptions store, BlobProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        return builder.AddProvider(id, async (services, token) =>
            await RcloneStore.OpenAsync(store with { Name = store.Name ?? id }, services.GetService<TimeProvider>(), token), options);
    }

    private static async ValueTask<ConfiguredStore> OpenAsync(BlobStoreContext context, CancellationToken cancellationToken)
    {
        var usual = new RcloneStoreOptions();
        var options = usual with
        {
            Name = context.Id,
            Remote = context.Text("Remote"),
            Backend = context.Text("Backend"),
            Settings = context.Section.GetSection("Settings").GetChildren().Where(setting => setting.Value is not null)
                .ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.Ordinal),
            Path = PathOf(context),
            ConfigFile = context.Text("ConfigFile"),
            Address = context.Address("Address"),
            User = context.Text("User"),
            Password = context.PasswordFrom("PasswordFile") ?? context.Text("Password"),
            Executable = context.Text("Executable") ?? usual.Executable,
            Depth = context.Number("Depth", 0, Stores.Kit.ObjectNames.MaxDepth, usual.Depth),
            ReadOnly = context.Options.ReadOnly || context.Flag("ReadOnly"),
            MustExist = context.MustExist || context.Flag("MustExist"),
            AbandonedAfter = context.Time("AbandonedAfter", usual.AbandonedAfter),
            IdleTimeout = context.Time("IdleTimeout", usual.IdleTimeout),
            AnswerTimeout = context.Time("AnswerTimeout", usual.AnswerTimeout),
        };
        var provider = context.ProviderOptions(context.ReadDigest() ?? DigestAlgorithm.Sha256);
        return new ConfiguredStore(await RcloneStore.OpenAsync(options, context.Services.GetService<TimeProvider>(), cancellationToken), provider);
    }

    private static string PathOf(BlobStoreContext context)
    {
        var path = context.Text("Path") is { } text ? text.TrimEnd('/') is { Length: > 0 } folder ? folder : text : "";
        return context.Text("Namespace") is not { } name ? path
            : name.Contains('/', StringComparison.Ordinal) ? throw context.Wrong("Namespace", "a plain name without slashes")
            : path.Length == 0 || path.EndsWith('/') ? $"{path}{name}" : $"{path}/{name}";
    }
}
