namespace Archivolt.Configuration;

/// <summary>The known name that a misspelt one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The known name that takes the fewest changes of a letter or swaps of two; null when even that one takes more than a third of its letters.</summary>
    public static string? Of(string name, IEnumerable<string> known) =>
        known.Select(candidate => (Name: candidate, Most: Math.Max(candidate.Length, name.Length) / 3))
            // Each letter that only one of them has is a change; this spares the rest of the work for most names.
            .Where(candidate => Math.Abs(candidate.Name.Length - name.Length) <= candidate.Most)
            .Select(candidate => (candidate.Name, candidate.Most, Distance: Distance(name.ToUpperInvariant(), candidate.Name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= candidate.Most)
            .OrderBy(candidate => candidate.Distance).Select(candidate => candidate.Name).FirstOrDefault();

    // The least number of letters that are added, left out, replaced, or swapped with their neighbour (optimal string alignment).
    private static int Distance(string one, string other)
    {
        var distances = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distances[i, j] = i + j;
                    continue;
                }
                var least = Math.Min(distances[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1), 1 + Math.Min(distances[i - 1, j], distances[i, j - 1]));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    least = Math.Min(least, distances[i - 2, j - 2] + 1);
                distances[i, j] = least;
            }
        }
        return distances[one.Length, other.Length];
    }
}
