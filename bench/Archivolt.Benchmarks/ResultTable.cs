using System.Globalization;
using Spectre.Console;

namespace Archivolt.Benchmarks;

/// <summary>The table of one run.</summary>
internal sealed class ResultTable
{
    private readonly List<Measurement> _rows = [];

    /// <summary>Takes measurements as they come, saying each on standard error.</summary>
    public async Task AddAsync(IAsyncEnumerable<Measurement> measurements)
    {
        await foreach (var measurement in measurements)
        {
            _rows.Add(measurement);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{measurement.Name}: {measurement.Ratio:0.00} × {measurement.Reference}"));
        }
    }

    /// <summary>Prints the table as Markdown; true when everything that has to hold does.</summary>
    public bool Print(IAnsiConsole console)
    {
        console.Profile.Width = 200;
        var table = new Table().Border(TableBorder.Markdown).AddColumns("what", "Archivolt", "reference", "", "ratio", "must", "goal");
        foreach (var row in _rows)
        {
            table.AddRow(row.Name, $"{Figure(row.OursMedian)} {row.Unit}", row.Reference, $"{Figure(row.TheirsMedian)} {row.Unit}",
                Figure(row.Ratio), Limit(row, row.Must, row.Holds), Limit(row, row.Goal, row.ReachesGoal));
        }
        console.Write(table);
        return _rows.TrueForAll(row => row.Holds != false);
    }

    private static string Limit(Measurement row, double? limit, bool? holds) =>
        limit is { } value ? $"{(row.HigherIsBetter ? "≥" : "≤")} {Figure(value)} {(holds == true ? "✓" : "✗")}" : "";

    private static string Figure(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
