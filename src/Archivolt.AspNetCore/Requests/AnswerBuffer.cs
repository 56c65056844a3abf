using System.Buffers;
using Archivolt.Documents.Requests;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Requests;

/// <summary>Holds an answer back until it may be sent; one that grows too long goes on to the client at once.</summary>
/// <param name="client">Gets the answer.</param>
/// <param name="limit">Longest answer that is held, in bytes.</param>
/// <param name="passing">Called before the first byte of a longer one is sent; null for nobody.</param>
internal sealed class AnswerBuffer(Stream client, int limit, Func<Task>? passing = null) : Stream
{
    private readonly ArrayBufferWriter<byte> _held = new();
    private bool _isPassing;

    // The whole answer; null where it was too long to hold.
    private ReadOnlyMemory<byte>? Whole => _isPassing ? default(ReadOnlyMemory<byte>?) : _held.WrittenMemory;

    /// <summary>The answer as it is kept. Of files only that they were sent: content that a store encrypts is in no database in the clear.</summary>
    public KeptAnswer KeptOf(HttpResponse response) => new(response.StatusCode, response.ContentType, IsFile(response) ? null : Whole);

    private static bool IsFile(HttpResponse response) => response.Headers.ContentDisposition.Count > 0
        || response.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is true;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Sends what is held.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_held.WrittenCount == 0)
            return;
        await client.WriteAsync(_held.WrittenMemory, cancellationToken);
        _held.ResetWrittenCount();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isPassing && _held.WrittenCount + buffer.Length <= limit)
        {
            _held.Write(buffer.Span);
            return;
        }
        if (!_isPassing)
        {
            _isPassing = true;
            await (passing?.Invoke() ?? Task.CompletedTask);
        }
        await SendAsync(cancellationToken);
        await client.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _isPassing ? client.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() { }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
