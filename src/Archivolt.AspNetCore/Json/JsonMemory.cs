using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>How much JSON all requests together may hold at once. What comes beyond it is refused, so that many large bodies cannot take all memory.</summary>
internal sealed class JsonMemory
{
    /// <summary>Most bytes at once. In memory they take several times as much.</summary>
    public const long Capacity = 32 * 1024 * 1024;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private long _taken;

    /// <summary>Room for one body, given back when it is disposed.</summary>
    public Room Open() => new(this);

    /// <summary>What one body takes.</summary>
    internal sealed class Room(JsonMemory memory) : IDisposable
    {
        private long _own;

        /// <summary>Takes room for more bytes.</summary>
        /// <exception cref="RequestException">503: all is taken.</exception>
        public void Take(long bytes)
        {
            _own += bytes;
            if (Interlocked.Add(ref memory._taken, bytes) > Capacity)
            {
                throw new RequestException(StatusCodes.Status503ServiceUnavailable, "The server is reading too many large requests at the moment; try again later.")
                {
                    RetryAfter = Soon,
                };
            }
        }

        public void Dispose() => Interlocked.Add(ref memory._taken, -Interlocked.Exchange(ref _own, 0));
    }
}
