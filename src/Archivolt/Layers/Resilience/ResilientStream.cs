using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Resilience;

/// <summary>A content that is opened again where reading it broke. Every byte that arrives makes up for earlier failures.</summary>
internal sealed class ResilientStream(Resilient layer, BlobContent opened, int retries, TimeSpan idleTimeout) : ContentStream(opened.Length)
{
    private readonly (BlobStat Stat, long Offset, bool CanSeek) _first = (opened.Stat, opened.Offset, opened.Body.CanSeek);
    private BlobContent _content = opened;
    private long _begin;
    private int _failures;

    public override bool CanSeek => _first.CanSeek;

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var body = _content.Body;
                if (body.CanSeek)
                    body.Position = position - _begin;
                var read = await ReadAsync(body, buffer, cancellationToken);
                if (read == 0)
                    throw new BlobException(BlobError.Unavailable, $"The content ended after {position} of {Length} bytes.", layer.Traits.Name, _first.Stat.Key);
                _failures = 0;
                return read;
            }
            catch (BlobException exception) when (exception.IsTransient && _failures < retries)
            {
                _failures++;
                ResilienceTelemetry.Resumed();
            }
            await _content.DisposeAsync();
            _content = await layer.ReopenAsync(_first.Stat, _first.Offset + position, Length - position, cancellationToken);
            _begin = position;
        }
    }

    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(idleTimeout, layer.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"The store gave nothing for {idleTimeout}.", layer.Traits.Name, _first.Stat.Key, exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Body.Dispose();
        base.Dispose(disposing);
    }
}
