using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>What rules call the things that differ between two states of a document.</summary>
internal static class DocumentChange
{
    /// <summary>
    /// Names of everything that differs: properties with all they are part of (<c>files</c>, <c>files/0</c>, <c>files/0/file</c>,
    /// <c>files/0/file/name</c>), each in the platform's form and with and without its schema's prefix; <c>ecm:</c> names; <c>blob:</c> names where that
    /// field of some blob differs.
    /// </summary>
    public static HashSet<string> Names(Document before, Document after, SchemaRegistry schemas)
    {
        var names = new HashSet<string>(SystemNames(before, after), StringComparer.Ordinal);
        var (old, current) = (Leaves(before), Leaves(after));
        foreach (var path in old.Keys.Union(current.Keys))
        {
            var (was, isNow) = (old.GetValueOrDefault(path), current.GetValueOrDefault(path));
            if (was == isNow)
                continue;
            if ((was.BlobField ?? isNow.BlobField) is { } field)
                names.Add(FactReaders.BlobPrefix + field);
            for (var part = path; part is not null; part = part.Parent)
            {
                names.Add(part.ToString());
                names.Add(schemas.LowLevel(part));
                names.Add(part.WithHead(part.Head[(part.Head.IndexOf(':', StringComparison.Ordinal) + 1)..]).ToString());
            }
        }
        return names;
    }

    private static IEnumerable<string> SystemNames(Document before, Document after)
    {
        if (before.State != after.State)
            yield return "ecm:lifeCycleState";
        if (before.Path != after.Path)
            yield return "ecm:path";
        if (before.IsTrashed != after.IsTrashed)
            yield return "ecm:isTrashed";
        if (before.IsRecord != after.IsRecord)
            yield return "ecm:isRecord";
        if (before.IsFlexibleRecord != after.IsFlexibleRecord)
            yield return "ecm:isFlexibleRecord";
        if (!Equals(before.Properties.Get("uid:major_version"), after.Properties.Get("uid:major_version")))
            yield return "ecm:majorVersion";
        if (!Equals(before.Properties.Get("uid:minor_version"), after.Properties.Get("uid:minor_version")))
            yield return "ecm:minorVersion";
        // A change is a use.
        if (before.Modified != after.Modified)
            yield return FactReaders.LastAccess;
    }

    private static Dictionary<PropertyPath, Leaf> Leaves(Document document)
    {
        var leaves = new Dictionary<PropertyPath, Leaf>();
        foreach (var (head, value) in document.Properties)
            Add(leaves, PropertyPath.Parse(head), value);
        return leaves;
    }

    private static void Add(Dictionary<PropertyPath, Leaf> leaves, PropertyPath path, object? value)
    {
        switch (value)
        {
            case List<object?> { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                    Add(leaves, path.Append(i), list[i]);
                break;
            case Dictionary<string, object?> { Count: > 0 } fields:
                foreach (var (name, field) in fields)
                    Add(leaves, path.Append(name), field);
                break;
            case BlobInfo blob:
                AddField("name", blob.FileName);
                AddField("mime-type", blob.MediaType);
                AddField("encoding", blob.Encoding);
                AddField("digest", blob.Digest);
                AddField("length", blob.Length);
                AddField("data", blob.Key);
                break;
            // An empty list is as good as none.
            default:
                leaves[path] = new Leaf(value is List<object?> or Dictionary<string, object?> ? null : value, BlobField: null);
                break;
        }

        void AddField(string name, object? field) => leaves[path.Append(name)] = new Leaf(field, name);
    }

    private readonly record struct Leaf(object? Value, string? BlobField);
}
