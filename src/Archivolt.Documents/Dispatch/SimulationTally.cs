
namespace Archivolt.Documents.Dispatch;

/// <summary>The sums of a simulation so far. A blob that several documents hold counts for each of them.</summary>
public sealed class SimulationTally
{
    private readonly SortedDictionary<(string From, string To), MoveSum> _moves = [];

    /// <summary>How many documents there are to look at.</summary>
    public long Total { get; internal set; }

    /// <summary>Documents that were looked at.</summary>
    public long Documents { get; private set; }

    /// <summary>Blobs that were looked at.</summary>
    public long Blobs { get; private set; }

    /// <summary>Blobs that would move, by the provider they come from and the one they go to.</summary>
    public IReadOnlyCollection<MoveSum> Moves => _moves.Values;

    internal void Add(Document document, IReadOnlyList<SimulatedMove> moves)
    {
        Documents++;
        Blobs += document.Blobs().Count();
        foreach (var move in moves)
        {
            var sum = _moves.GetValueOrDefault((move.From, move.To)) ?? new MoveSum(move.From, move.To, 0, 0);
            _moves[(move.From, move.To)] = sum with { Blobs = sum.Blobs + 1, Bytes = sum.Bytes + (move.Length ?? 0) };
        }
    }
}

/// <summary>What would move from one provider to another.</summary>
/// <param name="From">The provider that has the blobs.</param>
/// <param name="To">The provider that they would move to.</param>
/// <param name="Blobs">How many.</param>
/// <param name="Bytes">Their bytes, as far as documents know them.</param>
public sealed record MoveSum(string From, string To, long Blobs, long Bytes);
