using System.Buffers;

namespace Archivolt.Stores.Files;

/// <summary>Names that Windows refuses, or silently takes for others.</summary>
internal static class WindowsNames
{
    private static readonly SearchValues<char> Refused = SearchValues.Create("*?\"<>|");

    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" })];

    public static bool Refuses(string path) => path.AsSpan().ContainsAny(Refused) || path.Split('/').Any(IsTakenForAnother);

    private static bool IsTakenForAnother(string name) =>
        name.EndsWith('.') || name.EndsWith(' ') || Devices.Contains(name.Split('.')[0].TrimEnd(' '), StringComparer.OrdinalIgnoreCase);
}
