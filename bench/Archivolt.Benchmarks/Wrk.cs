using System.Globalization;
using System.Text.RegularExpressions;

namespace Archivolt.Benchmarks;

/// <summary>The load generator wrk.</summary>
internal static partial class Wrk
{
    /// <summary>Requests per second; any answer that is not 2xx is an error.</summary>
    public static async Task<double> RequestsPerSecondAsync(string url, int connections, double seconds, string? header = null)
    {
        var headers = header is null ? "" : $"-H '{header}' ";
        var output = await Shell.RunAsync(string.Create(CultureInfo.InvariantCulture, $"wrk -t1 -c{connections} -d{seconds}s --timeout 60s {headers}'{url}'"));
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"{url} answered with errors: {output}");
        return double.Parse(Rate().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
