namespace Archivolt.Layers.Mirroring;

/// <summary>One at a time for each key, so that the copies of a blob get changes in one order. Keys share locks, which only costs waiting.</summary>
internal sealed class KeyLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the key's turn; disposing ends it.</summary>
    public async ValueTask<Turn> TakeAsync(string key, CancellationToken cancellationToken)
    {
        var turn = _locks[(uint)string.GetHashCode(key, StringComparison.Ordinal) % _locks.Length];
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    public readonly struct Turn(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
