namespace Archivolt.Documents.Dispatch;

/// <summary>Rules that an administrator took into use while the servers run, or the return to those of the configuration.</summary>
/// <param name="Number">Counts from 1; the highest is in use.</param>
/// <param name="Rules">The rules in the order in which they are tried, <c>default</c> among them; null for those of the configuration.</param>
/// <param name="By">Who took them into use.</param>
/// <param name="Applied">When.</param>
public sealed record AppliedRules(long Number, IReadOnlyList<DispatchRule>? Rules, string By, DateTimeOffset Applied);
