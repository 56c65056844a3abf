using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// Writes in several steps, where the store has the ability.
public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task What_is_appended_in_steps_is_one_content()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        var content = Content(700_001);
        var write = await writes.BeginAsync();
        (await writes.FindAsync(write.Id)).ShouldNotBeNull().Length.ShouldBe(0);
        foreach (var (offset, length) in new[] { (0, 1), (1, 299_999), (300_000, 400_001) })
            (await writes.AppendAsync(write.Id, offset, new MemoryStream(content, offset, length))).Length.ShouldBe(offset + length);
        await ShouldBeAbsentAsync("blob");
        await ShouldListAsync();
        await using (var appended = await writes.OpenAsync(write.Id))
        {
            ShouldBeSame(await ToEndAsync(appended), content);
            foreach (var position in appended.CanSeek ? (int[])[300_000, 5, 700_000] : [])
            {
                appended.Position = position;
                ShouldBeSame(await ToEndAsync(appended), content.AsSpan(position));
            }
        }

        var stat = await writes.CommitAsync(write.Id, "blob", new WriteOptions { ExpectedLength = content.Length });

        stat.ShouldBe((await Store.StatAsync("blob"))!.Value);
        await ShouldHoldAsync("blob", content);
        await ShouldListAsync("blob");
        (await writes.FindAsync(write.Id)).ShouldBeNull("it has ended");
    }

    [Fact]
    public async Task A_write_without_a_step_or_with_one_is_committed_like_any_other()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        await writes.CommitAsync((await writes.BeginAsync()).Id, "empty");
        await ShouldHoldAsync("empty", []);
        var write = await writes.BeginAsync();
        await writes.AppendAsync(write.Id, 0, new MemoryStream(Content(100_000)));
        await writes.CommitAsync(write.Id, "blob");
        await ShouldHoldAsync("blob", Content(100_000));
    }

    [Fact]
    public async Task A_write_is_kept_alive_while_there_is_one()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        var (write, content) = (await writes.BeginAsync(), Content(20));
        // While something is appended, which it does not hinder.
        await writes.AppendAsync(write.Id, 0, new ReopenedContent(10, async (_, cancellationToken) =>
        {
            (await writes.ProlongAsync(write.Id, cancellationToken)).ShouldBeTrue();
            return new MemoryStream(content, 0, 10);
        }));
        Clock.Advance(0.6 * (write.Expires - Clock.GetUtcNow()));
        (await writes.ProlongAsync(write.Id)).ShouldBeTrue();
        var found = (await writes.FindAsync(write.Id)).ShouldNotBeNull();
        found.Length.ShouldBe(10);
        if (FollowsClock)
            found.Expires.ShouldBeGreaterThan(write.Expires);
        await writes.AppendAsync(write.Id, 10, new MemoryStream(content, 10, 10));
        await writes.CommitAsync(write.Id, "blob");
        await ShouldHoldAsync("blob", content);
        (await writes.ProlongAsync(write.Id)).ShouldBeFalse("it has ended");
        (await writes.ProlongAsync("../../blob")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_write_is_given_up_without_waiting_for_its_sender()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        var write = await writes.BeginAsync();
        var sender = new WaitingStream(Content(1000));
        var append = writes.AppendAsync(write.Id, 0, sender).AsTask();
        await sender.Reading;
        (await writes.AbortAsync(write.Id)).ShouldBeTrue();
        sender.Send();
        (await Should.ThrowAsync<BlobException>(append)).Error.ShouldBe(BlobError.NotFound);
        (await writes.FindAsync(write.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_broken_off_step_keeps_what_arrived_and_the_next_goes_on_there()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        var content = Content(500_000);
        var write = await writes.BeginAsync();
        await Should.ThrowAsync<IOException>(async () => await writes.AppendAsync(write.Id, 0, new BrokenStream(content[..300_000])));
        var arrived = (await writes.FindAsync(write.Id)).ShouldNotBeNull().Length;
        arrived.ShouldBe(300_000);

        foreach (var offset in new[] { 0, arrived - 1, arrived + 1 })
            await FailsAsync(BlobError.Conflict, null, async () => await writes.AppendAsync(write.Id, offset, new MemoryStream(content)));
        await writes.AppendAsync(write.Id, arrived, new MemoryStream(content[(int)arrived..]));
        await FailsAsync(BlobError.Conflict, null, async () => await writes.CommitAsync(write.Id, "blob", new WriteOptions { ExpectedLength = 500_001 }));
        await writes.CommitAsync(write.Id, "blob");
        await ShouldHoldAsync("blob", content);
    }

    [Fact]
    public async Task A_commit_that_fails_can_be_made_again()
    {
        if (Ability<IResumableWrites>() is not { } writes || !Store.Traits.CanReplace)
            return;
        var seen = await WriteAsync("blob", Content(10));
        await WriteAsync("blob", Content(20), replace: true);
        foreach (var steps in new[] { 1, 2 })
        {
            var write = await writes.BeginAsync();
            for (var step = 0; step < steps; step++)
                await writes.AppendAsync(write.Id, step * 1000, new MemoryStream(Content(1000, seed: step)));
            var bound = new WriteOptions { Replace = true, IfUnchanged = seen };
            await FailsAsync(BlobError.Conflict, null, async () => await writes.CommitAsync(write.Id, "blob", bound));
            (await writes.FindAsync(write.Id)).ShouldNotBeNull().Length.ShouldBe(steps * 1000);
            (await writes.CommitAsync(write.Id, $"again{steps}")).Length.ShouldBe(steps * 1000);
        }
        await ShouldHoldAsync("blob", Content(20));
    }

    [Fact]
    public async Task An_aborted_write_is_gone_and_an_unknown_one_says_so()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        var write = await writes.BeginAsync();
        await writes.AppendAsync(write.Id, 0, new MemoryStream(Content(1000)));
        (await writes.AbortAsync(write.Id)).ShouldBeTrue();
        (await writes.AbortAsync(write.Id)).ShouldBeFalse();
        foreach (var id in new[] { write.Id, "", "../blob", "unknown" })
        {
            (await writes.FindAsync(id)).ShouldBeNull();
            await FailsAsync(BlobError.NotFound, null, async () => await writes.AppendAsync(id, 0, new MemoryStream([1])));
            await FailsAsync(BlobError.NotFound, null, async () => await writes.OpenAsync(id));
            await FailsAsync(BlobError.NotFound, null, async () => await writes.CommitAsync(id, "blob"));
        }
        await ShouldListAsync();
    }

    [Fact]
    public async Task Of_two_steps_at_one_offset_one_fails()
    {
        if (Ability<IResumableWrites>() is not { } writes)
            return;
        var write = await writes.BeginAsync();
        var steps = Enumerable.Range(1, 4).Select(seed => Task.Run(async () => await writes.AppendAsync(write.Id, 0, new MemoryStream(Content(5000, seed))))).ToList();
        await Task.WhenAll(steps).ContinueWith(_ => { }, TaskScheduler.Default);
        steps.Count(step => step.IsCompletedSuccessfully).ShouldBe(1);
        await writes.CommitAsync(write.Id, "blob");
        ShouldBeSame(await ReadAsync("blob"), Content(5000, seed: 1 + steps.FindIndex(step => step.IsCompletedSuccessfully)));
    }

    /// <summary>A connection that breaks off.</summary>
    private sealed class BrokenStream(byte[] content) : ForwardReadStream
    {
        private int _position;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = Math.Min(buffer.Length, content.Length - _position);
            if (read == 0)
                throw new IOException("The connection broke off.");
            content.AsMemory(_position, read).CopyTo(buffer);
            _position += read;
            return ValueTask.FromResult(read);
        }
    }

    /// <summary>Content that its sender holds back until told to send it.</summary>
    private sealed class WaitingStream(byte[] content) : ForwardReadStream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _given;

        /// <summary>Ends when somebody waits for the content.</summary>
        public Task Reading => _reading.Task;

        public void Send() => _sent.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reading.TrySetResult();
            await _sent.Task;
            var count = Math.Min(buffer.Length, content.Length - _given);
            content.AsSpan(_given, count).CopyTo(buffer.Span);
            _given += count;
            return count;
        }
    }
}
