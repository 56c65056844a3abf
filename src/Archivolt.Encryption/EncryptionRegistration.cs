using Archivolt.Configuration;
using Archivolt.Jobs;
using Archivolt.Layers;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Encryption;

/// <summary>Adds encryption to an application.</summary>
public static class EncryptionRegistration
{
    /// <summary>
    /// Makes the section <c>Encryption</c> of providers known, and adds the re-encryption of providers that leave a format. Adding it twice does
    /// no harm.
    /// </summary>
    public static ArchivoltBuilder AddEncryption(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddJobs<ReencryptionJobs>();
        return builder.AddLayer(new LayerRegistration(EncryptionSettings.Section, LayerOrder.Encrypted, EncryptionSettings.ApplyAsync));
    }

    /// <summary>Encrypts the store of a provider added in code; the same as its section <c>Encryption</c>.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="options">Where the master key is, and how content is named.</param>
    public static ProviderBuilder Encrypted(this ProviderBuilder provider, EncryptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(options);
        provider.AddEncryption();
        return options.AddTo(provider);
    }

    /// <summary>
    /// Encrypts the store of a provider added in code with a master key of the application. With <see cref="EncryptionOptions"/> or other keys given
    /// as well, each key opens the keyring.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="key">The key; it stays the caller's, who disposes of it after the application.</param>
    public static ProviderBuilder Encrypted(this ProviderBuilder provider, IMasterKey key)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(key);
        provider.AddEncryption();
        return GivenMasterKeys.Add(provider, _ => key);
    }

    /// <summary>
    /// Encrypts the store of a provider added in code with a master key from the application's services, such as
    /// <c>services => services.GetRequiredService&lt;IMasterKey&gt;()</c>. With <see cref="EncryptionOptions"/> or other keys given as well, each key
    /// opens the keyring.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <param name="key">Finds or makes the key when the provider is opened first; the services dispose of it.</param>
    public static ProviderBuilder Encrypted(this ProviderBuilder provider, Func<IServiceProvider, IMasterKey> key)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(key);
        provider.AddEncryption();
        // A service of this provider's own: made once, also where opening is tried again, and disposed of by the container.
        var name = new object();
        provider.Services.AddKeyedSingleton<IMasterKey>(name, (services, _) => key(services));
        return GivenMasterKeys.Add(provider, services => services.GetRequiredKeyedService<IMasterKey>(name));
    }

    /// <summary>Makes a <c>Format</c> known for the section <c>Encryption</c> of providers in the configuration.</summary>
    public static ArchivoltBuilder AddEncryptionFormat(
        this ArchivoltBuilder builder, string name, Func<IConfigurationSection, BlobStoreContext, ConfiguredStore, ConfiguredStore> encrypt)
    {
        builder.AddEncryption().Services.AddSingleton(new EncryptionFormat(name, encrypt));
        return builder;
    }

    /// <summary>
    /// Makes a kind of master key known for the section <c>Encryption</c> of providers in the configuration, such as one in a file of another format.
    /// </summary>
    public static ArchivoltBuilder AddMasterKey(
        this ArchivoltBuilder builder, string setting, Func<IConfigurationSection, BlobStoreContext, IMasterKey> create) =>
        builder.AddMasterKey(setting, (section, context, _) => ValueTask.FromResult(create(section, context)));

    /// <summary>
    /// Makes a kind of master key known for the section <c>Encryption</c> of providers in the configuration that is fetched from elsewhere, such as a key
    /// management service.
    /// </summary>
    public static ArchivoltBuilder AddMasterKey(
        this ArchivoltBuilder builder, string setting, Func<IConfigurationSection, BlobStoreContext, CancellationToken, ValueTask<IMasterKey>> create)
    {
        builder.AddEncryption().Services.AddSingleton(new MasterKeySource(setting, create));
        return builder;
    }
}
