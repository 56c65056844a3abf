namespace Archivolt.Benchmarks;

/// <summary>One row of the table: ours beside a reference, in one run, taken in turn.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">Unit of both figures.</param>
/// <param name="Reference">What it is measured against.</param>
/// <param name="HigherIsBetter">True for rates, false for times.</param>
/// <param name="Must">The ratio that has to hold; null when there is only a goal.</param>
/// <param name="Goal">The ratio aimed at.</param>
internal sealed record Measurement(string Name, string Unit, string Reference, bool HigherIsBetter, double? Must, double? Goal)
{
    public List<double> Ours { get; } = [];

    public List<double> Theirs { get; } = [];

    /// <summary>The median of the ratios taken pair by pair, which holds when the machine's speed drifts.</summary>
    public double Ratio => Median(Ours.Zip(Theirs, (ours, theirs) => ours / theirs));

    public double OursMedian => Median(Ours);

    public double TheirsMedian => Median(Theirs);

    public bool? Holds => Must is { } must ? HigherIsBetter ? Ratio >= must : Ratio <= must : null;

    public bool? ReachesGoal => Goal is { } goal ? HigherIsBetter ? Ratio >= goal : Ratio <= goal : null;

    /// <summary>Takes both in turn, the first round uncounted.</summary>
    public async Task<Measurement> TakeAsync(int rounds, Func<Task<double>> ours, Func<Task<double>> theirs)
    {
        for (var round = 0; round <= rounds; round++)
        {
            // Who goes first alternates: write-back and caches left by one must not always hit the other.
            var first = round % 2 == 0 ? await theirs() : await ours();
            var second = round % 2 == 0 ? await ours() : await theirs();
            if (round == 0)
                continue;
            Ours.Add(round % 2 == 0 ? second : first);
            Theirs.Add(round % 2 == 0 ? first : second);
        }
        return this;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
