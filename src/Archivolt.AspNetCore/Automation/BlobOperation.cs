using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Automation;

/// <summary>An operation on content; on each in turn where it is given several.</summary>
/// <typeparam name="T">What comes of one.</typeparam>
internal abstract class BlobOperation<T>(string id, string category, string description) : Operation(id, category, description)
{
    public sealed override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var input = call.Blobs;
        var results = new List<T>();
        await foreach (var content in input.Items.WithCancellation(call.Cancelled))
            results.Add(await RunAsync(call, content, results));
        if (results.Count == 0)
            throw call.NoFile();
        return ResultOf(results, input.IsList ?? results.Count > 1);
    }

    /// <summary>Runs it on one content.</summary>
    /// <param name="call">The call.</param>
    /// <param name="content">The content.</param>
    /// <param name="before">What came of those before.</param>
    protected abstract Task<T> RunAsync(OperationCall call, BlobSource content, IReadOnlyList<T> before);

    /// <summary>What is answered.</summary>
    protected abstract OperationResult ResultOf(IReadOnlyList<T> results, bool isList);
}
