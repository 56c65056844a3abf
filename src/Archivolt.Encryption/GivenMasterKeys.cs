using System.Collections.Immutable;
using Archivolt.Configuration;
using Archivolt.Providers;

namespace Archivolt.Encryption;

/// <summary>The master keys that an application gave a provider in code.</summary>
internal sealed record GivenMasterKeys(ImmutableArray<Func<IServiceProvider, IMasterKey>> Keys)
{
    /// <summary>The setting they stand for, inside the section <c>Encryption</c>. A configuration that holds it is refused.</summary>
    public const string Setting = "MasterKey";

    private const string Path = $"{EncryptionSettings.Section}:{Setting}";

    /// <summary>Those of a provider; null when there are none.</summary>
    public static GivenMasterKeys? Of(BlobStoreContext context) => context.Given<GivenMasterKeys>(Path);

    /// <summary>Gives a provider one more.</summary>
    public static ProviderBuilder Add(ProviderBuilder provider, Func<IServiceProvider, IMasterKey> key) =>
        provider.Give(Path, new GivenMasterKeys([.. provider.Given<GivenMasterKeys>(Path)?.Keys ?? [], key]));

    /// <summary>The keys, which outlive the keyring that takes them: a provider that could not be opened is opened again.</summary>
    public IEnumerable<IMasterKey> Open(IServiceProvider services) => Keys.Select(key => new BorrowedMasterKey(key(services)));
}
