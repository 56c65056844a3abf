using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Archivolt.Server;

/// <summary>
/// Buffers between sockets and requests. Kestrel's own have 4 KiB, so that an upload costs a system call for each 4 KiB; these take what the
/// kernel has in one.
/// </summary>
internal sealed class TransportBuffers : IMemoryPoolFactory<byte>
{
    private const int Size = 64 * 1024;
    private const int Kept = 64;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<Buffer> _free = new();

        public override int MaxBufferSize => Size;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, Size);
            return _free.TryDequeue(out var buffer) ? buffer : new Buffer(this);
        }

        public void Return(Buffer buffer)
        {
            if (_free.Count < Kept)
                _free.Enqueue(buffer);
        }

        protected override void Dispose(bool disposing) => _free.Clear();
    }

    private sealed class Buffer(Pool pool) : IMemoryOwner<byte>
    {
        // Sockets pin it otherwise, each time.
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
