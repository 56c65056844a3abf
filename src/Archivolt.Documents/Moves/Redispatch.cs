using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Moves;

/// <summary>
/// Has the blobs of a document moved after something changed that its document store does not see, such as a path above it. A change through
/// <see cref="IDocumentStore"/> does this by itself.
/// </summary>
public sealed class Redispatch(Placement placement, IBlobMoves moves)
{
    /// <summary>Notices which blobs of a stored document belong elsewhere, and has them moved in the background.</summary>
    /// <param name="document">The document as it is stored.</param>
    /// <param name="changed">
    /// What changed, as rules name it: <c>dc:format</c>, <c>content</c>, <c>ecm:path</c>. When no rule looks at any of it, nothing is moved.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<MoveReport> RunAsync(Document document, IEnumerable<string> changed, CancellationToken cancellationToken = default)
    {
        if (!placement.DependsOnAny(changed))
            return new MoveReport([]);
        var wanted = placement.MovesOf(document, await placement.LastAccessesAsync([document], cancellationToken));
        await moves.AddAsync(wanted, cancellationToken);
        return new MoveReport(wanted);
    }
}
