using Archivolt.Blobs;

namespace Archivolt.Azure;

/// <summary>
/// Blocks of one blob that go up while the next ones are filled. They are nothing that can be read until they are committed, and Azure forgets them after a week.
/// </summary>
internal sealed class BlockList(Container container, string name, string? key) : IAsyncDisposable
{
    public const int MostBlocks = 50_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _ids = [];
    private readonly List<Task> _open = [];

    /// <summary>The blob they are for.</summary>
    public string Name => name;

    /// <summary>How many there are.</summary>
    public int Count => _ids.Count;

    /// <summary>The blocks in their order.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Adds a block; waits while as many are on the way as may be.</summary>
    /// <param name="send">Sends the block of an id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask AddAsync(Func<string, CancellationToken, ValueTask> send, CancellationToken cancellationToken)
    {
        if (_ids.Count == MostBlocks)
            throw new BlobException(BlobError.TooLarge, $"The content has more than the {MostBlocks} blocks that a blob can have; set a larger BlockSize.", container.Store, key);
        while (_open.Count >= container.Options.ParallelBlocks)
        {
            var done = await Task.WhenAny(_open).WaitAsync(cancellationToken);
            _open.Remove(done);
            await done;
        }
        // All ids of one blob have the same length.
        var id = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        _ids.Add(id);
        _open.Add(send(id, _stop.Token).AsTask());
    }

    /// <summary>Waits until all blocks have arrived.</summary>
    public async Task ArriveAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_open).WaitAsync(cancellationToken);
        _open.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // What they send is somebody's memory.
        await Task.WhenAll(_open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
