using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

/// <summary>What axe finds in a page.</summary>
internal static class Accessibility
{
    private static readonly string _axe = new BundledAxeScriptProvider().GetScript();

    // Deque's own call opens a page of its own for each result, which takes three times as long.
    private const string Run =
        """
        async rules => (await axe.run(document, rules.length ? { runOnly: { type: "rule", values: rules } } : {})).violations.map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(", ")}`)
        """;

    /// <summary>The violations of the page and its frames, each with the elements that are meant; of some rules, or of all.</summary>
    public static async Task<string[]> ViolationsAsync(this IPage page, params string[] rules)
    {
        foreach (var frame in page.Frames)
            await frame.EvaluateAsync(_axe);
        return await page.EvaluateAsync<string[]>(Run, rules);
    }
}
