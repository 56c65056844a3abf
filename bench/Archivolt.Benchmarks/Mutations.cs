using System.Diagnostics;
using Archivolt.Blobs;
using Archivolt.Encryption;
using Archivolt.Stores;

namespace Archivolt.Benchmarks;

/// <summary>
/// Changes stored encrypted content at random, millions of times, and reads it: a wrong byte or anything but <see cref="BlobError.Damaged"/> ends
/// the run. The hidden command <c>mutate</c>; the tests do the same a hundred thousand times.
/// </summary>
internal static class Mutations
{
    public static async Task<int> RunAsync(long count, int seed)
    {
        var (random, below) = (new Random(seed), new MemoryStore());
        await using var store = await Encrypted.OpenAsync(below, [new RawMasterKey(new byte[32])]);
        var (length, content, good, found, started) = (0, Array.Empty<byte>(), Array.Empty<byte>(), 0L, Stopwatch.GetTimestamp());
        for (var i = 0L; i < count; i++)
        {
            if (i % 5000 == 0)
            {
                length = random.Next(10) == 0 ? random.Next(200_000) : random.Next(400);
                content = new byte[length];
                random.NextBytes(content);
                await PutAsync(store, content);
                good = await ReadAsync(below, ByteRange.All);
            }
            await PutAsync(below, Mutate(good, random));
            var range = random.Next(2) == 0 ? ByteRange.All : ByteRange.From(random.Next(length + 1), random.Next(1, 100));
            try
            {
                var read = await ReadAsync(store, range);
                if (!range.TryResolve(length, out var start, out var taken) || !read.AsSpan().SequenceEqual(content.AsSpan((int)start, (int)taken)))
                {
                    await Console.Error.WriteLineAsync($"A WRONG BYTE: mutation {i} of seed {seed}, length {length}, range {range}.");
                    return 1;
                }
            }
            catch (BlobException exception) when (exception.Error is BlobError.Damaged or BlobError.RangeNotSatisfiable)
            {
                found++;
            }
        }
        using var self = Process.GetCurrentProcess();
        Console.WriteLine($"{count} mutations, seed {seed}: {found} found, {count - found} did not touch what was read, no wrong byte. "
            + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, at most {self.PeakWorkingSet64 >> 20} MiB.");
        return 0;
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        var (at, length) = (random.Next(good.Length), random.Next(1, 40));
        // Half of the changes hit the end, where the seal is.
        if (random.Next(2) == 0)
            at = good.Length - 1 - random.Next(Math.Min(80, good.Length));
        switch (random.Next(6))
        {
            case 0:
                return good[..at];
            case 1:
                return [.. good[..at], .. good[Math.Min(good.Length, at + length)..]];
            case 2:
                return [.. good[..at], .. Bytes(length, random), .. good[at..]];
            case 3:
                return [.. good, .. Bytes(length, random)];
            case 4:
                return [.. good[..at], .. good[(good.Length - Math.Min(good.Length, length))..], .. good[at..]];
            default:
                var changed = good.ToArray();
                changed[at] ^= (byte)random.Next(1, 256);
                return changed;
        }
    }

    private static byte[] Bytes(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task PutAsync(IBlobStore store, byte[] content)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync("blob");
    }

    private static async Task<byte[]> ReadAsync(IBlobStore store, ByteRange range)
    {
        await using var content = await store.OpenAsync("blob", range);
        var bytes = new byte[content.Length];
        await content.Body.ReadExactlyAsync(bytes);
        return bytes;
    }
}
