using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Moves;

/// <summary>Hands the due moves to several workers, each move to one of them, until none is left.</summary>
internal sealed class DueMoves(IBlobMoves moves, Func<bool> isPaused) : IDisposable
{
    private const int PageSize = 64;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Queue<BlobMove> _waiting = new();
    private readonly HashSet<(string, string, string)> _underWay = [];

    /// <summary>The next move; null when none is due or a pause was asked for.</summary>
    public async Task<BlobMove?> NextAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (isPaused())
                return null;
            if (_waiting.Count == 0)
                await AddContentsAsync(cancellationToken);
            if (!_waiting.TryDequeue(out var move))
                return null;
            lock (_underWay)
                _underWay.Add(Place(move));
            return move;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends a move, whatever came of it.</summary>
    public void Done(BlobMove move)
    {
        lock (_underWay)
            _underWay.Remove(Place(move));
    }

    public void Dispose() => _gate.Dispose();

    private async Task AddContentsAsync(CancellationToken cancellationToken)
    {
        // Those under way are due as well until they are done; taken before the look, a move that ends meanwhile is not handed out again.
        HashSet<(string, string, string)> underWay;
        lock (_underWay)
            underWay = [.. _underWay];
        foreach (var move in await moves.FindDueAsync(PageSize + underWay.Count, cancellationToken))
        {
            if (!underWay.Contains(Place(move)))
                _waiting.Enqueue(move);
        }
    }

    private static (string, string, string) Place(BlobMove move) => (move.Repository, move.DocumentId, move.Path.ToString());
}
