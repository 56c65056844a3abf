using System.Collections;
using Archivolt.Blobs;

namespace Archivolt.Documents;

/// <summary>
/// A document's properties by head (<c>dc:title</c>, <c>file:content</c>), in the order they were first set. A value is null, a
/// <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="DateTimeOffset"/>, <see cref="BlobInfo"/>,
/// a <see cref="List{T}"/> of values, or a <see cref="Dictionary{TKey, TValue}"/> of fields (a complex value).
/// </summary>
public sealed class PropertyMap : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly OrderedDictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>The heads that are set, null values included.</summary>
    public IReadOnlyList<string> Heads => _values.Keys;

    /// <summary>The value at a path, or null when there is none.</summary>
    public object? Get(string path) => PropertyPath.TryParse(path, out var parsed) ? Get(parsed) : null;

    /// <summary>The value at a path, or null when there is none.</summary>
    public object? Get(PropertyPath path) => TryGet(path, out var value) ? value : null;

    /// <summary>The value at a path; false when the property, field or item does not exist, true with null when it is empty.</summary>
    public bool TryGet(PropertyPath path, out object? value)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!_values.TryGetValue(path.Head, out value))
            return false;
        for (var i = 1; i < path.Segments.Count; i++)
        {
            if (!TryStep(value, path.Segments[i], out value))
                return false;
        }
        return true;
    }

    /// <summary>Sets a value by path text; see <see cref="Set(PropertyPath, object?)"/>.</summary>
    public void Set(string path, object? value) => Set(PropertyPath.Parse(path), value);

    /// <summary>
    /// Sets a value. Missing lists and complex values on the way are created; an index equal to a list's length appends; an index further
    /// out is an error. After an error nothing is changed.
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: the path does not fit, or has a wildcard.</exception>
    public void Set(PropertyPath path, object? value)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Segments.Contains("*"))
            throw new DocumentException(DocumentError.Invalid, $"The property path '{path}' has a wildcard, which is no single value.");
        var container = _values.GetValueOrDefault(path.Head);
        if (path.Segments.Count == 1 || container is null)
        {
            _values[path.Head] = Wrapped(path, 1, value);
            return;
        }
        for (var i = 1; ; i++)
        {
            if (i == path.Segments.Count - 1 || !TryStep(container, path.Segments[i], out var next) || next is null)
            {
                Put(container, path, i, Wrapped(path, i + 1, value));
                return;
            }
            container = next;
        }
    }

    /// <summary>Removes a property by head. False when it was not set.</summary>
    public bool Remove(string head) => _values.Remove(head);

    /// <summary>Every blob with its canonical path, in property order, lists in index order.</summary>
    public IEnumerable<(PropertyPath Path, BlobInfo Blob)> Blobs() =>
        _values.SelectMany(property => BlobsIn(PropertyPath.Parse(property.Key), property.Value));

    /// <summary>A deep copy; blobs are immutable and shared.</summary>
    public PropertyMap Copy()
    {
        var copy = new PropertyMap();
        foreach (var (head, value) in _values)
            copy._values[head] = CopyOf(value);
        return copy;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool TryStep(object? container, string segment, out object? value)
    {
        value = null;
        switch (container)
        {
            case List<object?> list when PropertyPath.TryIndex(segment, out var index) && index < list.Count:
                value = list[index];
                return true;
            case Dictionary<string, object?> fields:
                return fields.TryGetValue(segment, out value);
            default:
                return false;
        }
    }

    // The value inside new lists and complex values for the segments from a position on.
    private static object? Wrapped(PropertyPath path, int from, object? value)
    {
        for (var i = path.Segments.Count - 1; i >= from; i--)
        {
            var segment = path.Segments[i];
            if (!PropertyPath.TryIndex(segment, out var index))
                value = new Dictionary<string, object?>(StringComparer.Ordinal) { [segment] = value };
            else if (index == 0)
                value = new List<object?> { value };
            else
                throw NoItem(segment, 0, path);
        }
        return value;
    }

    private static void Put(object container, PropertyPath path, int position, object? value)
    {
        var segment = path.Segments[position];
        switch (container)
        {
            case List<object?> list when PropertyPath.TryIndex(segment, out var index) && index <= list.Count:
                if (index == list.Count)
                    list.Add(value);
                else
                    list[index] = value;
                break;
            case List<object?> list:
                throw NoItem(segment, list.Count, path);
            case Dictionary<string, object?> fields:
                fields[segment] = value;
                break;
            default:
                throw new DocumentException(DocumentError.Invalid,
                    $"There is nothing below the value where '{segment}' is asked for (property path '{path}').");
        }
    }

    private static DocumentException NoItem(string segment, int count, PropertyPath path) =>
        new(DocumentError.Invalid, $"'{segment}' is no item of a list with {count} items (property path '{path}'); use {count} to append.");

    private static IEnumerable<(PropertyPath, BlobInfo)> BlobsIn(PropertyPath path, object? value) => value switch
    {
        BlobInfo blob => [(path, blob)],
        List<object?> list => list.SelectMany((item, index) => BlobsIn(path.Append(index), item)),
        Dictionary<string, object?> fields => fields.SelectMany(field => BlobsIn(path.Append(field.Key), field.Value)),
        _ => [],
    };

    private static object? CopyOf(object? value) => value switch
    {
        List<object?> list => list.ConvertAll(CopyOf),
        Dictionary<string, object?> fields => fields.ToDictionary(field => field.Key, field => CopyOf(field.Value), StringComparer.Ordinal),
        _ => value,
    };
}
