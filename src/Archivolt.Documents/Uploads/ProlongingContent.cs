using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>Content that keeps its batch alive while it comes, however long that takes.</summary>
internal sealed class ProlongingContent(Stream content, TimeProvider clock, TimeSpan interval, Func<CancellationToken, Task> prolongAsync) : ForwardReadStream
{
    private long _prolonged = clock.GetTimestamp();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (clock.GetElapsedTime(_prolonged) >= interval)
        {
            await prolongAsync(cancellationToken);
            _prolonged = clock.GetTimestamp();
        }
        return await content.ReadAsync(buffer, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }
}
