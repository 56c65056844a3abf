using System.Text;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>Numbers capturing groups as Java does, in the order in which they are opened, named ones too.</summary>
internal sealed class JavaCaptures(JavaSource source)
{
    private readonly Dictionary<string, int> _names = [];
    private readonly HashSet<int> _unstable = [];
    private readonly HashSet<int> _referenced = [];

    /// <summary>How many groups there are so far.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a group.</summary>
    /// <param name="isUnstable">True when .NET may find another text for it than Java does.</param>
    /// <param name="name">Its name, if it has one.</param>
    public void Add(bool isUnstable, string? name = null)
    {
        Count++;
        if (isUnstable)
            _unstable.Add(Count);
        if (name is not null && !_names.TryAdd(name, Count))
            throw source.Error($"there are two groups '{name}'");
    }

    /// <summary>Says of all groups behind the first ones what <see cref="Add"/> says of one.</summary>
    public void MakeUnstable(int first) => _unstable.UnionWith(Enumerable.Range(first + 1, Count - first));

    /// <summary>Reads a name behind its '&lt;', up to and with the '&gt;'.</summary>
    public string ReadName()
    {
        var name = new StringBuilder();
        while (!source.TryRead('>'))
        {
            var character = source.Read();
            if (character is < 0 or >= 128 || !char.IsAsciiLetterOrDigit((char)character) || (name.Length == 0 && char.IsAsciiDigit((char)character)))
                throw source.Error("a group's name is not made of letters and digits, a letter first, with a '>' behind");
            name.Append((char)character);
        }
        return name.Length > 0 ? name.ToString() : throw source.Error("a group has an empty name");
    }

    /// <summary>Reads the reference to a number, whose first digit was read: as many digits as there are groups for.</summary>
    public string ReadReference(int firstDigit)
    {
        var number = firstDigit - '0';
        while (source.Peek() is >= '0' and <= '9' and var digit && number * 10 + digit - '0' <= Count)
        {
            source.Read();
            number = number * 10 + digit - '0';
        }
        return Reference(number);
    }

    /// <summary>Reads the reference to a name, behind <c>\k</c>.</summary>
    public string ReadNamedReference()
    {
        if (!source.TryRead('<'))
            throw source.Error("a '\\k' names no group");
        var name = ReadName();
        return _names.TryGetValue(name, out var number) ? Reference(number) : throw source.Error($"there is no group '{name}' before the '\\k'");
    }

    /// <summary>Ends the translation: a reference to a group that is nowhere never matches.</summary>
    public void Complete(StringBuilder output)
    {
        foreach (var number in _referenced.Where(number => number > Count))
            output.Replace(Referring(number), CodePointSet.None.ToString());
        if (_referenced.Overlaps(_unstable))
            throw source.Error("a back reference to what was captured while looking around or in a possessive part cannot be told from Java's");
    }

    private string Reference(int number)
    {
        _referenced.Add(number);
        return Referring(number);
    }

    private static string Referring(int number) => $@"\k<{number}>";
}
