using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Archivolt.Blobs;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// What would move if other rules were in use: every document of every repository is shown to them, nothing is changed, and memory does not
/// grow with the number of documents.
/// </summary>
public sealed class RuleSimulation(
    IServiceProvider services, IDocumentStore documents, IBlobDispatcher inUse, SchemaRegistry schemas, TimeProvider clock, IBlobAccess? access = null)
{
    private const int PageSize = 200;

    /// <summary>Prepares rules as they would be taken into use: what could not be started with is refused here.</summary>
    /// <param name="text">The rules, as JSON or in an added format (<see cref="RuleReader"/>).</param>
    /// <param name="name">What messages call it, such as a file's name.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the rule and its place.</exception>
    public RuleDispatcher Propose(string text, string name) => Prepare(new RuleReader(services.GetServices<RuleFormat>()).Read(text, name));

    /// <summary>As <see cref="Propose"/>, for rules that were read.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the rule and its place.</exception>
    public RuleDispatcher Prepare(IReadOnlyList<DispatchRule> rules) => new(rules, services.GetRequiredService<RuleDispatcherOptions>());

    /// <summary>How many documents a run looks at.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken = default)
    {
        var count = 0L;
        foreach (var repository in documents.Repositories)
            count += await documents.CountAsync(repository, cancellationToken);
        return count;
    }

    /// <summary>Shows every document to rules; one answer for each document, with the moves of its blobs, which are none for most.</summary>
    /// <param name="proposed">The rules.</param>
    /// <param name="tally">Is added to on the way.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<IReadOnlyList<SimulatedMove>> RunAsync(
        IBlobDispatcher proposed, SimulationTally tally, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tally);
        tally.Total = await CountAsync(cancellationToken);
        var placement = new Placement(proposed, schemas, clock, access);
        foreach (var repository in documents.Repositories)
        {
            await foreach (var page in documents.ListAllAsync(repository, cancellationToken: cancellationToken).Chunk(PageSize).WithCancellation(cancellationToken))
            {
                // With the keys that they have by the rules in use: the proposed ones may read a key without provider otherwise.
                var present = Array.ConvertAll(page, Resolved);
                var lastAccesses = await placement.LastAccessesAsync(present, cancellationToken);
                foreach (var document in present)
                {
                    var moves = placement.MovesOf(document, lastAccesses).Select(move => SimulatedMove.Of(move, document)).ToList();
                    tally.Add(document, moves);
                    yield return moves;
                }
            }
        }
    }

    private Document Resolved(Document document)
    {
        if (document.Blobs().All(held => held.Blob.Key.Provider is not null))
            return document;
        var resolved = document.Copy();
        foreach (var (path, blob) in document.Blobs().Where(held => held.Blob.Key.Provider is null))
            resolved.Properties.Set(path, blob with { Key = new BlobKey(inUse.ProviderOfUnprefixed(document.Repository), blob.Key.Key) });
        return resolved;
    }
}

/// <summary>A blob that other rules would move.</summary>
/// <param name="Repository">Repository of its document.</param>
/// <param name="Document">Id of its document.</param>
/// <param name="Path">Path of its document.</param>
/// <param name="XPath">The property.</param>
/// <param name="From">The provider that has it.</param>
/// <param name="To">The provider that the rules would choose.</param>
/// <param name="Rule">The rule that would decide.</param>
/// <param name="Length">Length in bytes; null where the document does not know it.</param>
public sealed record SimulatedMove(
    string Repository, string Document, string Path, [property: JsonPropertyName("xpath")] string XPath, string From, string To, string? Rule, long? Length)
{
    internal static SimulatedMove Of(BlobMove move, Document document) =>
        new(move.Repository, move.DocumentId, document.Path, move.Path.ToString(), move.Source, move.Target, move.Rule, move.Length);
}
