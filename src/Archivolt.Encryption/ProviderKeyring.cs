using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Encryption;

/// <summary>
/// Where a configured provider has its keyring, and the master keys that the configuration names: for looking after keyrings, also one that
/// would not let the provider open.
/// </summary>
internal sealed class ProviderKeyring : IAsyncDisposable
{
    private readonly BlobStoreContext _context;
    private readonly List<IMasterKey> _masters = [];

    private ProviderKeyring(BlobStoreContext context, IBlobStore store)
    {
        _context = context;
        Store = store;
    }

    /// <summary>The store of the encrypted content.</summary>
    public IBlobStore Store { get; }

    /// <summary>The master keys at hand.</summary>
    public IReadOnlyList<IMasterKey> Masters => _masters;

    /// <summary>Opens a provider's store below its encryption.</summary>
    /// <param name="services">The application's.</param>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: no such provider, or it has no encryption of Archivolt's own.</exception>
    public static async ValueTask<ProviderKeyring> OpenAsync(IServiceProvider services, string provider, CancellationToken cancellationToken)
    {
        var section = services.GetServices<ProviderSections>().Select(sections => sections.Root.GetSection(provider)).FirstOrDefault(section => section.Exists())
            ?? throw new BlobException(BlobError.Configuration, $"There is no provider '{provider}' in the configuration.");
        var encryption = section.GetSection(EncryptionSettings.Section);
        if (!encryption.Exists() || !string.IsNullOrEmpty(encryption["Format"]))
            throw new BlobException(BlobError.Configuration, $"The provider '{provider}' has no keyring: {encryption.Path} is missing, or says another format.");
        var context = new BlobStoreContext(provider, section, services.GetRequiredService<IOptions<ArchivoltOptions>>().Value, services);
        var opened = new ProviderKeyring(context, (await services.GetRequiredService<ProviderSetup>().OpenBareAsync(context, cancellationToken)).Store);
        try
        {
            opened._masters.AddRange(await MasterKeySettings.ReadAsync(encryption, context, cancellationToken));
            return opened;
        }
        catch
        {
            await opened.Store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads master keys that are named by settings as in the configuration.</summary>
    public ValueTask<IReadOnlyList<IMasterKey>> ReadAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        const string Root = "given";
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{Root}:{setting.Key}", setting.Value)))
            .Build().GetSection(Root);
        return MasterKeySettings.ReadAsync(section, _context, cancellationToken);
    }

    /// <summary>Takes such master keys at hand, in place of those that have their ids; a keyring opened from now on uses them.</summary>
    public async ValueTask AddAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        foreach (var master in await ReadAsync(settings, cancellationToken))
        {
            foreach (var same in _masters.Where(known => known.Id == master.Id))
                same.Dispose();
            _masters.RemoveAll(known => known.Id == master.Id);
            _masters.Add(master);
        }
    }

    /// <summary>Opens the keyring, which must be there.</summary>
    public Task<Keyring> OpenAsync(CancellationToken cancellationToken) => Keyring.OpenAsync(
        Store, Masters, NewKeyring.Never, MasterKeySettings.Logger(_context), _context.Services.GetService<TimeProvider>(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var master in _masters)
            master.Dispose();
        await Store.DisposeAsync();
    }
}
