using System.Globalization;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Cli.Commands.Rules;

/// <summary>Prints rules: where they come from, then one line each.</summary>
internal static class RuleLines
{
    public static void Write(Output output, AppliedRules? applied, IReadOnlyList<DispatchRule> rules, bool isInUse)
    {
        output.Write(new { applied?.Number, applied?.By, applied?.Applied, Rules = rules.Select(rule => new { rule.When, rule.Provider }) }, _ => Origin(applied, isInUse));
        if (output.IsJson)
            return;
        foreach (var rule in rules)
            output.Write(rule, line => $"{line.Provider}\t{line.When}");
    }

    private static string Origin(AppliedRules? applied, bool isInUse) => applied is null
        ? "The rules of the configuration are in use."
        : string.Create(CultureInfo.InvariantCulture, $"Rules {applied.Number}, applied by {applied.By} at {applied.Applied.ToText()}, {(isInUse ? "are in use" : "are not in use")}.");
}
