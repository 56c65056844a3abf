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
/// <c>OpaqueKeys</c> names content by a keyed digest. <c>Format</c> chooses a format that a package has added (<see cref="EncryptionFormat"/>), with
/// settings of its own. <c>Former</c> is a section with the <c>Format</c> that the store is leaving: such a format, or <c>none</c>.
/// </summary>
internal static partial class EncryptionSettings
{
    public const string Section = "Encryption";
    public const string OpaqueKeys = "OpaqueKeys";
    public const string Previous = "Former";

    public const string Format = "Format";
    private const string NoFormat = "none";
    private const string AcceptUnproven = "AcceptUnproven";

    /// <summary>The store, encrypted. After a failure only the given store is open.</summary>
    public static async ValueTask<ConfiguredStore> ApplyAsync(LayerContext layer, ConfiguredStore configured, CancellationToken cancellationToken)
    {
        var (section, context) = (layer.Section, layer.Provider);
        if (section[Format] is { Length: > 0 })
        {
            var format = FormatOf(section, context, "leave it out, or use one of ");
            await RefuseKeyringAsync(section, format, configured.Store, cancellationToken);
            return format.Encrypt(section, context, configured);
        }
        var concealsKeys = SettingValues.Read<bool>(section, OpaqueKeys) ?? false;
        // Before there is a keyring: a store that was refused must not look like one that was encrypted.
        if (concealsKeys)
            CheckNamedByDigest(configured.Options.KeyStrategy, section);
        var masters = await MasterKeySettings.ReadAsync(section, context, cancellationToken);
        Keyring? keyring = null;
        IBlobStore? previous = null;
        try
        {
            var logger = MasterKeySettings.Logger(context);
            previous = OpenPrevious(section, context, configured);
            keyring = await Keyring.OpenAsync(
                configured.Store, masters, previous is null ? NewKeyring.InEmptyStore : NewKeyring.OverForeignContent, logger,
                context.Services.GetService<TimeProvider>(), cancellationToken);
            var options = concealsKeys ? configured.Options with { KeyStrategy = Opaque(configured.Options.KeyStrategy, keyring) } : configured.Options;
            if (previous is not null && logger is not null)
                LogPrevious(logger, context.Id, $"{section.Path}:{Previous}");
            var encrypted = new Encrypted(configured.Store, keyring);
            return new ConfiguredStore(previous is null ? encrypted : new FormatTransition(encrypted, previous), options);
        }
        catch
        {
            if (keyring is not null)
                keyring.Dispose();
            else
                masters.ToList().ForEach(master => master.Dispose());
            if (previous is not null)
                await previous.DisposeAsync();
            throw;
        }
    }

    // Another format would take every content for foreign, and write beside it what the keyring does not open.
    private static async ValueTask RefuseKeyringAsync(
        IConfigurationSection section, EncryptionFormat format, IBlobStore store, CancellationToken cancellationToken)
    {
        if (await ReservedKeys.HasKeyringAsync(store, cancellationToken))
        {
            throw new BlobException(BlobError.Configuration,
                $"{section.Path}:{Format} is '{format.Name}', but the store '{store.Traits.Name}' has a keyring and so is in Archivolt's own format; leave {Format} out.");
        }
    }

    // Reads the format that the store is leaving, in the same store as the new one.
    private static IBlobStore? OpenPrevious(IConfigurationSection section, BlobStoreContext context, ConfiguredStore configured)
    {
        var previous = section.GetSection(Previous);
        if (!previous.Exists())
            return null;
        var borrowed = new Borrowed(configured.Store);
        if (!NoFormat.Equals(previous[Format], StringComparison.OrdinalIgnoreCase))
            return FormatOf(previous, context, $"use {NoFormat}, or one of ").Encrypt(previous, context, configured with { Store = borrowed }).Store;
        SettingCheck.Refuse(previous, [Format, AcceptUnproven]);
        var acceptsUnproven = SettingValues.Read<bool>(previous, AcceptUnproven) ?? false;
        if (!acceptsUnproven && !configured.Options.KeyStrategy.Deduplicates)
        {
            throw new BlobException(BlobError.Configuration,
                $"{previous.Path}: this provider does not name content by its digest, so nothing proves content in clear, and who can write to the store could " +
                $"slip in his own until the re-encryption is through. Set {AcceptUnproven} to true to accept that.");
        }
        return new PlaintextVerifiedByDigest(borrowed, configured.Options.KeyStrategy.DigestOf, acceptsUnproven);
    }

    private static EncryptionFormat FormatOf(IConfigurationSection section, BlobStoreContext context, string use)
    {
        var formats = context.Services.GetServices<EncryptionFormat>().ToList();
        return formats.Find(format => format.Name.Equals(section[Format], StringComparison.OrdinalIgnoreCase))
            ?? throw new BlobException(BlobError.Configuration,
                $"{section.Path}:{Format} is '{section[Format]}', which is unknown; {use}{string.Join(", ", formats.Select(known => known.Name))}.");
    }

    private static void CheckNamedByDigest(KeyStrategy strategy, IConfigurationSection section)
    {
        if (Bare(strategy) is not KeyStrategy.ByDigest)
        {
            throw new BlobException(BlobError.Configuration,
                $"{section.Path}:{OpaqueKeys} is for content named by its digest, and this provider names it otherwise ({strategy.Name}).");
        }

        static KeyStrategy Bare(KeyStrategy strategy) => strategy is KeyStrategy.Managed managed ? Bare(managed.Inner) : strategy;
    }

    private static KeyStrategy Opaque(KeyStrategy strategy, Keyring keyring) => strategy switch
    {
        KeyStrategy.ByDigest digest => new KeyStrategy.ByKeyedDigest(digest.HashAlgorithm, keyring.Conceal),
        KeyStrategy.Managed managed => managed with { Inner = Opaque(managed.Inner, keyring) },
        _ => strategy,
    };

    [LoggerMessage(4, LogLevel.Warning,
        "Provider {Provider} also reads what is not in its present encryption. Run 'archivolt reencrypt {Provider}', then remove {Setting}: until then, content is no safer than before.")]
    private static partial void LogPrevious(ILogger logger, string provider, string setting);
}
