using System.Globalization;
using Archivolt.Blobs;

namespace Archivolt.Testing;

/// <summary>Where a fault strikes.</summary>
public enum FaultPoint
{
    /// <summary>The look-up of length and age.</summary>
    Stat,

    /// <summary>Opening content for reading.</summary>
    Open,

    /// <summary>Reading an opened content.</summary>
    Read,

    /// <summary>Starting a draft.</summary>
    Begin,

    /// <summary>Writing to a draft.</summary>
    Write,

    /// <summary>Committing a draft; nothing was committed.</summary>
    Commit,

    /// <summary>Just after a successful commit: the blob is there, but its writer hears of a failure.</summary>
    Committed,

    /// <summary>Deleting a blob; nothing was deleted.</summary>
    Delete,

    /// <summary>The start of a listing.</summary>
    List,

    /// <summary>Making a blob young again.</summary>
    Refresh,
}

/// <summary>What a fault does.</summary>
public enum FaultKind
{
    /// <summary>The call fails with <see cref="Fault.Error"/>.</summary>
    Fail,

    /// <summary>Reading: the content ends early without an error, as on a store that keeps no promises.</summary>
    Cut,

    /// <summary>Reading: one bit of the content is wrong.</summary>
    Flip,
}

/// <summary>
/// One thing that goes wrong in a <see cref="FaultyStore"/>. Its text form is <c>POINT: fail ERROR [after SIZE] [when]</c>,
/// <c>read: cut [after SIZE] [when]</c> or <c>read: flip [after SIZE] [when]</c>, where <c>when</c> is <c>always</c> (the default),
/// <c>once</c>, <c>N times</c>, <c>on Nth</c> or
/// <c>from Nth [N times]</c>; a size is a number of bytes, or of <c>KiB</c> or <c>MiB</c>. Letter case does not matter.
/// </summary>
/// <example><code>Fault.ParseAll("write: fail NoSpace after 64KiB once; open: fail Unavailable 2 times; commit: fail IO on 3rd")</code></example>
public sealed record Fault
{
    /// <summary>Where it strikes.</summary>
    public required FaultPoint Point { get; init; }

    /// <summary>What happens.</summary>
    public FaultKind Kind { get; init; } = FaultKind.Fail;

    /// <summary>The code of the failure.</summary>
    public BlobError Error { get; init; } = BlobError.IO;

    /// <summary>For reading and writing: how many bytes of each stream pass unharmed first.</summary>
    public long After { get; init; }

    /// <summary>The first occasion on which it strikes, counted from 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>On how many occasions it strikes; null for all from the first on.</summary>
    public int? Times { get; init; }

    /// <summary>A call that fails.</summary>
    public static Fault Fail(FaultPoint point, BlobError error, long after = 0) => new() { Point = point, Error = error, After = after };

    /// <summary>Content that ends early.</summary>
    public static Fault Cut(long after) => new() { Point = FaultPoint.Read, Kind = FaultKind.Cut, After = after };

    /// <summary>Content with a wrong bit.</summary>
    public static Fault Flip(long after) => new() { Point = FaultPoint.Read, Kind = FaultKind.Flip, After = after };

    /// <summary>The same fault on one occasion only.</summary>
    public Fault Once() => this with { Times = 1 };

    /// <summary>Reads faults separated by semicolons.</summary>
    /// <exception cref="FormatException">The message says which part is not understood and what to write.</exception>
    public static IReadOnlyList<Fault> ParseAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];
    }

    /// <summary>Reads one fault.</summary>
    /// <exception cref="FormatException">The message says which part is not understood and what to write.</exception>
    public static Fault Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new Queue<string>(text.Replace(":", " : ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var point = Word<FaultPoint>(words, text);
        if (!words.TryDequeue(out var colon) || colon != ":")
            throw NotUnderstood(text, "write a colon after the operation");
        var fault = new Fault { Point = point, Kind = Word<FaultKind>(words, text) };
        if (fault.Kind == FaultKind.Fail)
            fault = fault with { Error = Word<BlobError>(words, text) };
        else if (point != FaultPoint.Read)
            throw NotUnderstood(text, "only reading can be cut or flipped");
        if (Next(words, "after"))
        {
            if (point is not (FaultPoint.Read or FaultPoint.Write))
                throw NotUnderstood(text, "only reading and writing have an 'after'");
            fault = fault with { After = Size(words, text) };
        }
        fault = When(fault, words, text);
        return words.Count == 0 ? fault : throw NotUnderstood(text, $"nothing was expected at '{string.Join(' ', words)}'");
    }

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        var what = Kind == FaultKind.Fail ? $"fail {Error}" : Lower(Kind);
        var after = After == 0 ? "" : $" after {After}";
        var when = (First, Times) switch
        {
            (1, null) => "",
            (1, 1) => " once",
            (1, { } times) => $" {times} times",
            (_, 1) => $" on {Nth(First)}",
            (_, null) => $" from {Nth(First)}",
            _ => $" from {Nth(First)} {Times} times",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Lower(Point)}: {what}{after}{when}");
    }

    private static Fault When(Fault fault, Queue<string> words, string text)
    {
        if (words.Count == 0 || Next(words, "always"))
            return fault;
        if (Next(words, "once"))
            return fault.Once();
        if (Next(words, "on"))
            return fault with { First = Ordinal(words, text), Times = 1 };
        if (Next(words, "from"))
        {
            fault = fault with { First = Ordinal(words, text) };
            if (words.Count == 0)
                return fault;
        }
        if (int.TryParse(words.Peek(), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0)
        {
            words.Dequeue();
            if (Next(words, "times"))
                return fault with { Times = times };
        }
        throw NotUnderstood(text, "say 'always', 'once', '2 times', 'on 3rd' or 'from 3rd'");
    }

    private static bool Next(Queue<string> words, string word)
    {
        if (!words.TryPeek(out var next) || !string.Equals(next, word, StringComparison.OrdinalIgnoreCase))
            return false;
        words.Dequeue();
        return true;
    }

    private static T Word<T>(Queue<string> words, string text) where T : struct, Enum =>
        words.TryDequeue(out var word) && Enum.TryParse<T>(word, ignoreCase: true, out var value) && !char.IsDigit(word[0])
            ? value
            : throw NotUnderstood(text, $"'{word}' is none of {string.Join(", ", Enum.GetNames<T>())}");

    private static int Ordinal(Queue<string> words, string text) =>
        words.TryDequeue(out var word)
        && int.TryParse(word.AsSpan().TrimEnd("stndrh"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw NotUnderstood(text, "write an occasion such as '3rd'");

    private static string Nth(int number) => number switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => $"{number}th" };

    private static long Size(Queue<string> words, string text)
    {
        var word = words.TryDequeue(out var next) ? next : "";
        var factor = word.Length < 3 ? 1 : word[^3..].ToUpperInvariant() switch { "KIB" => 1024, "MIB" => 1024 * 1024, _ => 1 };
        return long.TryParse(factor == 1 ? word : word[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : throw NotUnderstood(text, "write a size such as '4096', '64KiB' or '1MiB'");
    }

    private static FormatException NotUnderstood(string text, string hint) => new($"The fault '{text}' is not understood: {hint}.");

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
