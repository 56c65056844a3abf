using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Archivolt.Documents;

/// <summary>
/// Where a value is in a document: a head such as <c>file:content</c> or <c>dc:title</c>, then list indexes and field names, as in
/// <c>files:files/0/file</c>. Equal paths have equal canonical texts.
/// </summary>
/// <remarks>
/// Accepted spellings (the platform's): a leading <c>/</c>; <c>name[3]</c> for the index 3, the name before the bracket being ignored behind
/// the head (<c>files:files/file[1]</c> is <c>files:files/1</c>); <c>..</c> for the parent; <c>*</c> and <c>[*]</c> as wildcard, which is kept and
/// never finds a value.
/// </remarks>
public sealed record PropertyPath
{
    /// <summary>Longest accepted text, in characters.</summary>
    public const int MaxLength = 1024;

    private PropertyPath(IReadOnlyList<string> segments)
    {
        Segments = segments;
        Text = string.Join('/', segments);
    }

    /// <summary>Head first; an index is its decimal text.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The first segment, such as <c>file:content</c>.</summary>
    public string Head => Segments[0];

    /// <summary>True when the head names its schema's prefix.</summary>
    public bool HasPrefix => Head.Contains(':', StringComparison.Ordinal);

    private string Text { get; }

    /// <summary>Reads a path.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/> with a sentence that says what is wrong.</exception>
    public static PropertyPath Parse(string text) => Read(text, out var path) is { } problem
        ? throw new DocumentException(DocumentError.Invalid, problem)
        : path!;

    /// <summary>Reads a path without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PropertyPath? path)
    {
        path = null;
        return text is not null && Read(text, out path) is null;
    }

    /// <summary>The path of the value that holds this one; null for a head.</summary>
    public PropertyPath? Parent => Segments.Count == 1 ? null : new([.. Segments.SkipLast(1)]);

    /// <summary>The path of a field or item below this one.</summary>
    public PropertyPath Append(string segment) => new([.. Segments, segment]);

    /// <summary>The path of an item of this list.</summary>
    public PropertyPath Append(int index) => Append(index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same path with another head.</summary>
    public PropertyPath WithHead(string head) => new([head, .. Segments.Skip(1)]);

    /// <summary>True for a segment that is a list index: decimal digits, no sign, no leading zero.</summary>
    public static bool TryIndex(string segment, out int index) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        && (segment.Length == 1 || segment[0] != '0');

    /// <summary>Same canonical text.</summary>
    public bool Equals(PropertyPath? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical text.</summary>
    public override string ToString() => Text;

    private static string? Read(string text, out PropertyPath? path)
    {
        path = null;
        if (text.Length > MaxLength)
            return $"A property path is longer than {MaxLength} characters.";
        if (text.Any(char.IsControl))
            return "A property path contains control characters.";
        var segments = new List<string>();
        foreach (var raw in text.TrimStart('/').Split('/'))
        {
            if (raw.Length == 0)
                return $"The property path '{text}' has an empty segment; write it like 'files:files/0/file'.";
            if (string.Equals(raw, "..", StringComparison.Ordinal))
            {
                if (segments.Count < 2)
                    return $"The property path '{text}' leaves the document.";
                segments.RemoveAt(segments.Count - 1);
                continue;
            }
            var bracket = raw.IndexOf('[', StringComparison.Ordinal);
            if (bracket < 0)
            {
                segments.Add(raw);
                continue;
            }
            if (raw[^1] != ']' || raw.Length - bracket < 3)
                return $"The property path '{text}' has an unfinished bracket; write an index like 'item[0]'.";
            var index = raw[(bracket + 1)..^1];
            if (!string.Equals(index, "*", StringComparison.Ordinal) && !TryIndex(index, out _))
                return $"The property path '{text}' has '{index}' where a list index belongs.";
            if (segments.Count == 0)
                segments.Add(raw[..bracket]);
            segments.Add(index);
        }
        if (segments[0].Length == 0 || segments[0][0] == ':' || segments[0][^1] == ':' || segments[0] is "..")
            return $"The property path '{text}' has no property name; write it like 'file:content'.";
        path = new PropertyPath(segments);
        return null;
    }
}
