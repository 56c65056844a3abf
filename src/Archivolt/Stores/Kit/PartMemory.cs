using System.Collections.Concurrent;

namespace Archivolt.Stores.Kit;

/// <summary>Memory for large parts that is used again. (The shared pool keeps an array of every size for every thread, which for parts is a multiple of what is needed.)</summary>
internal static class PartMemory
{
    private const long MostKept = 64 << 20;

    private static readonly ConcurrentDictionary<int, ConcurrentBag<byte[]>> Kept = [];
    private static long _kept;

    public static byte[] Rent(int size)
    {
        if (!Kept.TryGetValue(size, out var arrays) || !arrays.TryTake(out var array))
            return GC.AllocateUninitializedArray<byte>(size);
        Interlocked.Add(ref _kept, -size);
        return array;
    }

    /// <summary>Takes cleared memory back.</summary>
    public static void Return(byte[] array)
    {
        if (Interlocked.Add(ref _kept, array.Length) > MostKept)
            Interlocked.Add(ref _kept, -array.Length);
        else
            Kept.GetOrAdd(array.Length, _ => []).Add(array);
    }
}
