namespace Archivolt.Encryption;

/// <summary>
/// The proofs of the contents opened last, so that several ranges of one content cost one pass over all of it. A proof is not the memory that
/// something was in order, which a change would make a lie: it holds a keyed or collision-free hash of each piece, and every piece is
/// checked against it again.
/// </summary>
/// <param name="capacity">Most pieces whose hashes are kept.</param>
internal sealed class VerificationCache<T>(long capacity) where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _proofs = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _oldestFirst = new();
    private long _pieces;

    public T? Find(string key)
    {
        lock (_lock)
        {
            if (!_proofs.TryGetValue(key, out var node))
                return null;
            _oldestFirst.Remove(node);
            _oldestFirst.AddLast(node);
            return node.Value.Proof;
        }
    }

    public void Remember(string key, T proof, int pieces)
    {
        Forget(key);
        lock (_lock)
        {
            if (pieces > capacity || _proofs.ContainsKey(key))
                return;
            _proofs.Add(key, _oldestFirst.AddLast(new Entry(key, proof, pieces)));
            _pieces += pieces;
            while (_pieces > capacity)
                Drop(_oldestFirst.First!);
        }
    }

    public void Forget(string key)
    {
        lock (_lock)
        {
            if (_proofs.TryGetValue(key, out var node))
                Drop(node);
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        _oldestFirst.Remove(node);
        _proofs.Remove(node.Value.Key);
        _pieces -= node.Value.Pieces;
    }

    private sealed record Entry(string Key, T Proof, int Pieces);
}
