using System.Runtime.ExceptionServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Mirroring;

/// <summary>One draft in each copy, written and committed side by side.</summary>
internal sealed class MirroredDraft(IReadOnlyList<IBlobStore> copies, MirrorWrites writes, KeyLocks locks, MirrorRepairs repairs) : BlobDraft
{
    private readonly List<(IBlobStore Copy, BlobDraft Draft)> _drafts = [];

    // Bound to a blob as it was seen, which was seen in the primary: only there it means something.
    private bool _isBound;

    protected override Stream Content => field ??= new Tee(this);

    public async Task BeginAsync(WriteOptions? options, CancellationToken cancellationToken)
    {
        BlobException? failure = null;
        _isBound = options?.IfUnchanged is not null;
        foreach (var copy in copies)
        {
            try
            {
                var own = IndexOf(copy) == 0 || !_isBound ? options : options! with { IfUnchanged = null };
                _drafts.Add((copy, await copy.BeginWriteAsync(own, cancellationToken)));
            }
            catch (BlobException exception) when (MayGoOnWithout(copy, exception))
            {
                repairs.Missed(copy, exception);
                failure = exception;
            }
        }
        if (_drafts.Count == 0)
            ExceptionDispatchInfo.Throw(failure!);
    }

    protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
    {
        using var turn = await locks.TakeAsync(key, cancellationToken);
        var committed = new BlobStat?[copies.Count];
        // Before the other copy is touched.
        if (_isBound)
            committed[0] = await _drafts[0].Draft.CommitAsync(key, cancellationToken);
        await EachAsync(async (copy, draft) => committed[IndexOf(copy)] ??= await draft.CommitAsync(key, cancellationToken));
        return committed.First(stat => stat is not null)!.Value;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var (_, draft) in _drafts)
            await draft.DisposeAsync();
    }

    private int IndexOf(IBlobStore copy) => ReferenceEquals(copies[0], copy) ? 0 : 1;

    private bool MayGoOnWithout(IBlobStore copy, BlobException exception) =>
        writes == MirrorWrites.Any && CopyFaults.IsOwn(exception.Error) && !(_isBound && IndexOf(copy) == 0);

    // All at once. Where one copy is enough, those that fail are left behind; the last one may not fail.
    private async Task EachAsync(Func<IBlobStore, BlobDraft, Task> step)
    {
        var steps = _drafts.ConvertAll(each => (each, Task: step(each.Copy, each.Draft)));
        await Task.WhenAll(steps.ConvertAll(each => each.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Exception? failure = null;
        foreach (var ((copy, draft), task) in steps.Where(each => !each.Task.IsCompletedSuccessfully))
        {
            failure = task.Exception?.InnerException ?? new OperationCanceledException();
            if (failure is not BlobException own || !MayGoOnWithout(copy, own))
            {
                ExceptionDispatchInfo.Throw(failure);
                return; // not reached
            }
            repairs.Missed(copy, own);
            _drafts.Remove((copy, draft));
            await draft.DisposeAsync();
        }
        if (_drafts.Count == 0)
            ExceptionDispatchInfo.Throw(failure!);
    }

    private sealed class Tee(MirroredDraft draft) : ForwardWriteStream
    {
        public override bool CanWrite => draft._drafts.TrueForAll(each => each.Draft.Body.CanWrite);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await draft.EachAsync((_, each) => each.Body.WriteAsync(buffer, cancellationToken).AsTask());
    }
}
