using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Archivolt.Samples.Tests;

/// <summary>What a document quotes from a sample, which is compiled and run, stands there as it is.</summary>
public sealed partial class QuoteTests
{
    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("docs/stores.md", 2)]
    public async Task A_quote_is_what_the_sample_says(string document, int quotes)
    {
        var found = Quote().Matches(await ReadAsync(document));
        found.Count.ShouldBe(quotes);
        foreach (Match quote in found)
            (await ReadAsync(quote.Groups["file"].Value)).ShouldContain(quote.Groups["code"].Value, Case.Sensitive, quote.Groups["file"].Value);
    }

    [GeneratedRegex(@"<!-- (?<file>samples/\S+) -->\n```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Quote();

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Path.Combine(Here(), "..", "..", path), TestContext.Current.CancellationToken);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
