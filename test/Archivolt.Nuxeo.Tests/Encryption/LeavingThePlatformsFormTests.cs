using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Encryption;
using Archivolt.Jobs;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>A store between the platform's form, in which everything was put, and Archivolt's, in which everything is written.</summary>
public abstract class LeavingContract(bool seeks, bool cbc) : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    private NuxeoEncrypted? _previous;

    protected override int ManyBlobs => 50;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        IBlobStore below = new MemoryStore("scratch", clock);
        // A fault that never comes due makes every stream one that cannot seek.
        if (!seeks)
            below = new FaultyStore(below, Fault.Fail(FaultPoint.Read, BlobError.IO, after: long.MaxValue));
        _previous = new NuxeoEncrypted(below, cbc ? Sample.Cbc : Sample.Gcm, keysAreDigests: false);
        return new FormatTransition(await Encrypted.OpenAsync(below, [new RawMasterKey(new byte[32])]), _previous);
    }

    protected override async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content) => await _previous!.PutAsync(key, content.ToArray());
}

public sealed class LeavingGcmTests() : LeavingContract(seeks: true, cbc: false);

public sealed class LeavingCbcTests() : LeavingContract(seeks: true, cbc: true);

public sealed class LeavingGcmOfAnObjectStoreTests() : LeavingContract(seeks: false, cbc: false);

public sealed class LeavingThePlatformsFormTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-leaving-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("password=mypassword")]
    [InlineData("password=mypassword,useInsecureCipher=true")]
    public async Task A_store_of_the_platform_is_re_encrypted_in_place(string options)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuxeo-key"), options);
        await File.WriteAllTextAsync(Path.Combine(_folder, "key"), new string('7', 64));
        var contents = Enumerable.Range(0, 12).Select(i => Sample.Content(i * 70_000, seed: i)).ToList();
        var keys = new List<string>();
        await using (var services = Services(("Format", "nuxeo"), ("KeyFile", "nuxeo-key")))
        {
            foreach (var content in contents)
                keys.Add((await (await OpenAsync(services)).WriteAsync(BlobSource.FromBytes(content))).Key.Key);
        }

        await using (var services = Services(("KeyFile", "key"), ("Former:Format", "nuxeo"), ("Former:KeyFile", "nuxeo-key")))
        {
            var provider = (await OpenAsync(services));
            provider.Store.ShouldBeOfType<FormatTransition>();
            var ledger = services.GetRequiredService<IJobLedger>();
            await services.GetRequiredService<JobRunner>().StartAsync(ReencryptionStatus.WorkOf("default"), (JobRunOptions?)null);
            while (!(await ReencryptionStatus.FindAsync(ledger, "default"))!.IsFinished)
            {
                for (var i = 0; i < keys.Count; i++)
                    (await provider.Store.GetAsync(keys[i])).ShouldBe(contents[i]);
            }
            (await ReencryptionStatus.FindAsync(ledger, "default"))!.Rewritten.ShouldBe(contents.Count);
        }

        await using (var services = Services(("KeyFile", "key")))
        {
            for (var i = 0; i < keys.Count; i++)
                (await (await OpenAsync(services)).VerifyAsync(keys[i])).Health.ShouldBe(BlobHealth.Sound);
        }
    }

    private static async Task<BlobProvider> OpenAsync(ServiceProvider services) => (await services.OpenBlobsAsync())["default"];

    private ServiceProvider Services(params (string Name, string Value)[] encryption)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            .. encryption.Select(setting => KeyValuePair.Create<string, string?>($"Archivolt:Providers:default:Encryption:{setting.Name}", setting.Value)),
            new("Archivolt:DataPath", _folder),
        ]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(configuration).AddNuxeoContributions(configuration);
        return services.BuildServiceProvider();
    }
}
