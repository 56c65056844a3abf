using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Encryption.Tests;

/// <summary>Two processes change one keyring at a time, in many orders of their steps, and one step of them goes wrong.</summary>
public sealed class KeyringInterleavingTests
{
    /// <summary>What may go wrong at one step.</summary>
    public enum Trouble
    {
        None,
        Death,
        FailedRead,
    }

    public static TheoryData<string, string, Trouble> Pairs()
    {
        var pairs = new TheoryData<string, string, Trouble>();
        foreach (var trouble in Enum.GetValues<Trouble>())
        {
            pairs.Add("rotate", "rotate", trouble);
            pairs.Add("rotate", "password", trouble);
            pairs.Add("rotate", "restore", trouble);
            pairs.Add("rotate", "open", trouble);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task No_data_key_is_lost_in_whatever_order(string one, string other, Trouble trouble)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            await using var store = new MemoryStore();
            (await Keyring.OpenAsync(store, [Sample.MasterKey()])).Dispose();
            await using Process first = await Process.StartAsync(store), second = await Process.StartAsync(store);
            Process[] processes = [first, second];
            first.Begin(one);
            second.Begin(other);
            // About twenty steps lead to the end.
            var troubled = random.Next(20);
            for (var step = 0; processes.Where(process => process.IsWaiting).ToList() is { Count: > 0 } waiting; step++)
                waiting[random.Next(waiting.Count)].Step(step == troubled ? trouble : Trouble.None);

            foreach (var process in processes)
                await process.EndAsync();
            using var opened = await Keyring.OpenAsync(store, [Sample.MasterKey()]);
            processes.SelectMany(process => process.InUse).Except(opened.KeyIds).ShouldBeEmpty($"in order {seed}");
        }
    }

    /// <summary>A process that stops before each step in the store, until it is told to go on.</summary>
    private sealed class Process(Stepwise store, Keyring keyring) : IAsyncDisposable
    {
        private Task _task = Task.CompletedTask;
        private bool _isDead;

        public bool IsWaiting => store.IsWaiting;

        /// <summary>Keys that content may be encrypted with by now.</summary>
        public IEnumerable<string> InUse => _isDead ? [] : keyring.KeyIds;

        public static async Task<Process> StartAsync(IBlobStore inner)
        {
            var store = new Stepwise(new Borrowed(inner));
            return new Process(store, await Keyring.OpenAsync(store, [Sample.MasterKey()]));
        }

        public void Begin(string action)
        {
            store.Stops = true;
            _task = ActAsync(action);
        }

        public void Step(Trouble trouble)
        {
            _isDead |= trouble == Trouble.Death;
            store.Step(trouble);
        }

        public async Task EndAsync()
        {
            try
            {
                await _task;
            }
            catch (Exception exception) when (exception is OperationCanceledException or BlobException { Error: BlobError.Conflict or BlobError.IO })
            {
                // Refused, or dead.
            }
        }

        public ValueTask DisposeAsync()
        {
            keyring.Dispose();
            return store.DisposeAsync();
        }

        private async Task ActAsync(string action)
        {
            switch (action)
            {
                case "rotate":
                    await keyring.RotateAsync();
                    break;
                case "password":
                    await keyring.SetMasterAsync(Sample.MasterKey());
                    break;
                case "restore":
                    await Keyring.RestoreAsync(store, keyring.Export());
                    break;
                default:
                    using (await Keyring.OpenAsync(store, [Sample.MasterKey()]))
                        break;
            }
        }
    }

    private sealed class Stepwise(IBlobStore inner) : StoreLayer(inner)
    {
        private TaskCompletionSource<Trouble>? _step;
        private bool _isDead;

        public bool Stops { get; set; }

        public bool IsWaiting => _step is not null;

        public void Step(Trouble trouble)
        {
            var step = _step!;
            _step = null;
            step.SetResult(trouble);
        }

        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            if (await StopAsync() == Trouble.FailedRead)
                throw new BlobException(BlobError.IO, "It cannot be read at present.", Traits.Name, key);
            return await Inner.OpenAsync(key, range, cancellationToken);
        }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            await StopAsync();
            return await Inner.BeginWriteAsync(options, cancellationToken);
        }

        protected override IReadOnlyList<Type> PassedAbilities => [];

        private async Task<Trouble> StopAsync()
        {
            if (!Stops)
                return Trouble.None;
            var trouble = Trouble.Death;
            if (!_isDead)
            {
                _step = new TaskCompletionSource<Trouble>();
                trouble = await _step.Task;
            }
            _isDead |= trouble == Trouble.Death;
            return _isDead ? throw new OperationCanceledException("The process died.") : trouble;
        }
    }
}
