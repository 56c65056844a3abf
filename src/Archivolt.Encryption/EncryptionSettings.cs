using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption;

/// <summary>
/// Section <c>Encryption</c> of any provider: encrypts its store with the master keys that the settings name (<see cref="MasterKeySettings"/>).
/// <c>OpaqueKeys</c> names content by a keyed digest. <c>Format</c> chooses a form that a package has added (<see cref="EncryptionFormat"/>), with
/// settings of its own. <c>Former</c> is a section with the <c>Format</c> that the store is leaving: such a form, or <c>none</c>.
/// </summary>
internal static partial class EncryptionSettings
{
    public const string Section = "Encryption";
    public const string OpaqueKeys = "OpaqueKeys";
    public const string FormerSection = "Former";

    public const string Format = "Format";
    private const string NoFormat = "none";
    private const string AcceptUnproven = "AcceptUnproven";

    /// <summary>The store, encrypted.</summary>
    public static async ValueTask<ConfiguredStore> ApplyAsync(LayerContext layer, ConfiguredStore configured, CancellationToken cancellationToken)
    {
        var (section, context) = (layer.Section, layer.Provider);
        if (section[Format] is { Length: > 0 })
            return FormatOf(section, context, "leave it out, or use one of ").Encrypt(section, context, configured);
        var masters = await MasterKeySettings.ReadAsync(section, context, cancellationToken);
        try
        {
            var logger = MasterKeySettings.Logger(context);
            var former = Former(section, context, configured);
            var keyring = await Keyring.OpenAsync(
                configured.Store, masters, former is null ? NewKeyring.InEmptyStore : NewKeyring.OverForeignContent, logger,
                context.Services.GetService<TimeProvider>(), cancellationToken);
            var encrypted = new Encrypted(configured.Store, keyring);
            configured = configured with { Store = former is null ? encrypted : new FormatTransition(encrypted, former) };
            if (former is not null && logger is not null)
                LogFormer(logger, context.Id, $"{section.Path}:{FormerSection}");
            return IsSet(section, OpaqueKeys) ? configured with { Options = Conceal(configured.Options, encrypted, section) } : configured;
        }
        catch
        {
            foreach (var master in masters)
                master.Dispose();
            throw;
        }
    }

    // Reads the form that the store is leaving, in the same store as the new one.
    private static IBlobStore? Former(IConfigurationSection section, BlobStoreContext context, ConfiguredStore configured)
    {
        var former = section.GetSection(FormerSection);
        if (!former.Exists())
            return null;
        if (!NoFormat.Equals(former[Format], StringComparison.OrdinalIgnoreCase))
            return FormatOf(former, context, $"use {NoFormat}, or one of ").Encrypt(former, context, configured with { Store = new Borrowed(configured.Store) }).Store;
        SettingCheck.Refuse(former, [Format, AcceptUnproven]);
        var acceptsUnproven = IsSet(former, AcceptUnproven);
        if (!acceptsUnproven && !configured.Options.KeyStrategy.Deduplicates)
        {
            throw new BlobException(BlobError.Configuration,
                $"{former.Path}: this provider does not name content by its digest, so nothing proves content in clear, and who can write to the store could " +
                $"slip in his own until the re-encryption is through. Set {AcceptUnproven} to true to accept that.");
        }
        return new PlaintextVerifiedByDigest(new Borrowed(configured.Store), configured.Options.KeyStrategy.DigestOf, acceptsUnproven);
    }

    private static EncryptionFormat FormatOf(IConfigurationSection section, BlobStoreContext context, string use)
    {
        var formats = context.Services.GetServices<EncryptionFormat>().ToList();
        return formats.Find(format => format.Name.Equals(section[Format], StringComparison.OrdinalIgnoreCase))
            ?? throw new BlobException(BlobError.Configuration,
                $"{section.Path}:{Format} is '{section[Format]}', which is unknown; {use}{string.Join(", ", formats.Select(known => known.Name))}.");
    }

    private static bool IsSet(IConfigurationSection section, string setting) => section[setting] switch
    {
        null or "" => false,
        var text => bool.TryParse(text, out var set)
            ? set
            : throw new BlobException(BlobError.Configuration, $"{section.Path}:{setting} is '{text}'; use true or false."),
    };

    private static BlobProviderOptions Conceal(BlobProviderOptions options, Encrypted store, IConfigurationSection section)
    {
        KeyStrategy Opaque(KeyStrategy strategy) => strategy switch
        {
            KeyStrategy.ByDigest digest => new KeyStrategy.ByKeyedDigest(digest.HashAlgorithm, ((Keyring)store.GetService(typeof(Keyring))!).Conceal),
            KeyStrategy.Managed managed => managed with { Inner = Opaque(managed.Inner) },
            _ => throw new BlobException(BlobError.Configuration,
                $"{section.Path}:{OpaqueKeys} is for content named by its digest, and this provider names it otherwise ({strategy.Name})."),
        };

        return options with { KeyStrategy = Opaque(options.KeyStrategy) };
    }

    [LoggerMessage(4, LogLevel.Warning,
        "Provider {Provider} also reads what is not in its present encryption. Run 'archivolt reencrypt {Provider}', then remove {Setting}: until then, content is no safer than before.")]
    private static partial void LogFormer(ILogger logger, string provider, string setting);
}
