using System.CommandLine;
using System.Globalization;
using Archivolt.Documents.Collection;

namespace Archivolt.Cli.Commands.Collection;

/// <summary>The options that say what is condemned.</summary>
internal sealed class CollectionOptionSet
{
    private readonly Option<string?> _grace = new("--grace")
    {
        Description = "How old a blob must be, and how long it stays after it is condemned: 24h, 30m, 2d or a time span. Default: the configuration's, else 24h.",
        HelpName = "TIME",
    };

    private readonly Option<bool> _all = new("--all")
    {
        Description = "Condemn everything in a provider to which nothing refers at all; otherwise that is refused, since it is what a wrong database looks like.",
    };

    public void AddTo(Command command)
    {
        command.Add(_grace);
        command.Add(_all);
    }

    public CollectionRequest Request(Invocation invocation, string provider) => new(provider)
    {
        Grace = invocation.Get(_grace) is { } text ? Parse(text) : null,
        EvenIfUnreferenced = invocation.Get(_all),
    };

    private static TimeSpan Parse(string text)
    {
        var unit = text.Length > 1 ? char.ToLowerInvariant(text[^1]) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 } : 0;
        if (unit > 0 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return TimeSpan.FromSeconds(count * unit);
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : throw CommandException.Usage($"'{text}' is no time; write it like 24h, 30m, 2d or 1.12:00:00.");
    }
}
