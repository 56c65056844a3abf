using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Archivolt.Tests.Integrity;

/// <summary>A provider <c>default</c> over any store, with everything that looks after it. Waiting costs no time; leases run on the real clock.</summary>
internal sealed class ScrubHome : IAsyncDisposable, IBlobOwners
{
    private readonly List<(string Key, DamagedDocument Owner)> _owners = [];

    public ScrubHome(IBlobStore store, BlobProviderOptions? options = null, IJobLedger? works = null, IQuarantineLedger? ledger = null)
    {
        Works = works ?? new MemoryJobLedger(TimeProvider.System);
        Ledger = ledger ?? new MemoryQuarantineLedger(Clock);
        Provider = new BlobProvider("default", store, options) { Quarantine = Ledger };
        Manager = new BlobManager([Provider]);
        Quarantine = new Quarantine(Manager, Ledger, Clock, NullLogger<Quarantine>.Instance, this);
        var leases = new JobLeases(Works, Options.Create(new ArchivoltOptions()), TimeProvider.System);
        Scrubber = new Scrubber(Manager, Quarantine, leases, Options.Create(Settings), Clock, NullLogger<Scrubber>.Instance);
    }

    public TestClock Clock { get; } = new() { AutoAdvance = true };

    public ScrubOptions Settings { get; } = new();

    public IJobLedger Works { get; }

    public IQuarantineLedger Ledger { get; }

    public BlobProvider Provider { get; }

    public BlobManager Manager { get; }

    public Quarantine Quarantine { get; }

    public Scrubber Scrubber { get; }

    public List<ScrubFinding> Findings { get; } = [];

    public async Task<string> PutAsync(string text) => (await Provider.WriteAsync(Archivolt.Blobs.BlobSource.FromText(text))).Key.Key;

    /// <summary>Puts bytes under a key, whatever they hash to.</summary>
    public async Task PutRawAsync(string key, byte[] content)
    {
        await using var draft = await Provider.Store.BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    public async Task<string> ReadAsync(string key)
    {
        await using var content = await Provider.OpenAsync(key);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync();
    }

    public Task<ScrubReport> ScrubAsync(long? bytesPerSecond = null, Action<ScrubState>? progress = null, CancellationToken cancellationToken = default) =>
        Scrubber.RunAsync("default", new ScrubRun { Found = Findings.Add, BytesPerSecond = bytesPerSecond, Progress = progress }, cancellationToken);

    public void Refer(string key, string document, string xpath) => _owners.Add((key, new DamagedDocument("default", document, null, xpath)));

    public Task<IReadOnlyList<DamagedDocument>> FindAsync(string provider, string key, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<DamagedDocument>>([.. _owners.Where(each => each.Key == key).Select(each => each.Owner)]);

    public ValueTask DisposeAsync() => Manager.DisposeAsync();
}
