using Archivolt.Providers;

namespace Archivolt.Tests.Providers;

public sealed class SharedOpeningTests
{
    [Fact]
    public async Task What_an_opening_does_at_its_cancellation_may_wait_for_a_caller()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SharedOpening? opening = null;
        var wasAnswered = false;
        opening = new SharedOpening(async token =>
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = token.Register(() =>
            {
                var caller = Task.Run(async () => await Should.ThrowAsync<ObjectDisposedException>(() => opening!.EnsureAsync(default)));
                wasAnswered = caller.Wait(TimeSpan.FromSeconds(20));
                cancelled.SetResult();
            });
            begun.SetResult();
            await cancelled.Task;
        });
        var first = opening.EnsureAsync(default);
        await begun.Task;

        await opening.DisposeAsync();

        await first;
        wasAnswered.ShouldBeTrue();
    }
}
