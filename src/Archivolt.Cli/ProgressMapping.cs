using Archivolt.Providers;

namespace Archivolt.Cli;

/// <summary>What a bar is told of work that reports more than a number.</summary>
internal static class ProgressMapping
{
    /// <summary>A receiver that moves the bar to a number of each report; null without a bar. It reports at once, unlike <see cref="Progress{T}"/>.</summary>
    public static IProgress<T>? Of<T>(this IProgress<long>? bar, Func<T, long?> number) => bar is null ? null : new Mapped<T>(bar, number);

    /// <summary>All bytes of some providers, as listed.</summary>
    public static async Task<long> SumAsync(this IEnumerable<BlobProvider> providers, CancellationToken cancellationToken, string? after = null)
    {
        var total = 0L;
        foreach (var provider in providers)
        {
            await foreach (var stat in provider.ListAsync(after, cancellationToken))
                total += stat.Length;
        }
        return total;
    }

    private sealed class Mapped<T>(IProgress<long> bar, Func<T, long?> number) : IProgress<T>
    {
        public void Report(T value)
        {
            if (number(value) is { } done)
                bar.Report(done);
        }
    }
}
