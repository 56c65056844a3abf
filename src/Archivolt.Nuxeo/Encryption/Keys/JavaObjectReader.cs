namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>
/// Reads one serialized Java object of texts, numbers and byte arrays, as data: nothing is instantiated. (Java Object Serialization Specification,
/// chapter 6.)
/// </summary>
internal sealed class JavaObjectReader(JavaInput input)
{
    private const uint StreamHeader = 0xACED0005;
    private const byte Null = 0x70;
    private const byte Reference = 0x71;
    private const byte ClassDescription = 0x72;
    private const byte Object = 0x73;
    private const byte Text = 0x74;
    private const byte Array = 0x75;
    private const byte BlockData = 0x77;
    private const byte EndOfBlocks = 0x78;
    private const int FirstHandle = 0x7E0000;
    private const byte HasWriteMethod = 0x01;
    private const byte IsSerializable = 0x02;

    // Nothing in a keystore is deeper; what is not a keystore might be without end.
    private const int MostHandles = 1000;

    private readonly List<object?> _handles = [];

    /// <summary>The fields of the object, those of its base classes among them.</summary>
    /// <exception cref="InvalidDataException">It is no such object.</exception>
    public IReadOnlyDictionary<string, object?> ReadFields() =>
        input.ReadUInt32() == StreamHeader && ReadItem() is Dictionary<string, object?> fields ? fields : throw Unreadable();

    private object? ReadItem()
    {
        switch (input.ReadByte())
        {
            case Null:
                return null;
            case Reference:
                return ReadReference();
            case ClassDescription:
                return ReadClass();
            case Text:
                return Remember(input.ReadText());
            case Array:
                return ReadBytes();
            case Object:
                return ReadObject();
            case BlockData:
                input.Skip(input.ReadByte());
                return null;
            default:
                throw Unreadable();
        }
    }

    private object? ReadReference()
    {
        var handle = input.ReadInt32() - FirstHandle;
        return handle >= 0 && handle < _handles.Count ? _handles[handle] : throw Unreadable();
    }

    // Only what can describe a class, so that nothing nests without end.
    private JavaClass? ReadDescription() => input.ReadByte() switch
    {
        ClassDescription => ReadClass(),
        Reference => ReadReference() as JavaClass ?? throw Unreadable(),
        Null => null,
        _ => throw Unreadable(),
    };

    private JavaClass ReadClass()
    {
        var name = input.ReadText();
        input.Skip(sizeof(long));
        var described = Remember(new JavaClass(name));
        described.Flags = input.ReadByte();
        for (var count = input.ReadUInt16(); count > 0; count--)
        {
            var type = (char)input.ReadByte();
            described.Fields.Add((type, input.ReadText()));
            if (type is 'L' or '[')
                ReadItem();
        }
        SkipAnnotations();
        described.Base = ReadDescription();
        return described;
    }

    private byte[] ReadBytes()
    {
        if (ReadDescription() is not { Name: "[B" })
            throw Unreadable();
        var at = _handles.Count;
        Remember<object?>(null);
        var bytes = input.Take(input.ReadInt32()).ToArray();
        _handles[at] = bytes;
        return bytes;
    }

    private Dictionary<string, object?> ReadObject()
    {
        if (ReadDescription() is not { } described)
            throw Unreadable();
        var fields = Remember(new Dictionary<string, object?>(StringComparer.Ordinal));
        foreach (var part in described.BaseFirst())
        {
            if ((part.Flags & IsSerializable) == 0)
                throw Unreadable();
            foreach (var (type, name) in part.Fields)
                fields[name] = ReadValue(type);
            if ((part.Flags & HasWriteMethod) != 0)
                SkipAnnotations();
        }
        return fields;
    }

    private object? ReadValue(char type)
    {
        switch (type)
        {
            case 'L' or '[':
                return ReadItem();
            case 'B' or 'Z':
                return input.ReadByte();
            case 'C' or 'S':
                return input.ReadUInt16();
            case 'I' or 'F':
                return input.ReadInt32();
            case 'J' or 'D':
                input.Skip(sizeof(long));
                return null;
            default:
                throw Unreadable();
        }
    }

    private void SkipAnnotations()
    {
        while (input.Peek() != EndOfBlocks)
            ReadItem();
        input.Skip(1);
    }

    private T Remember<T>(T item)
    {
        if (_handles.Count == MostHandles)
            throw Unreadable();
        _handles.Add(item);
        return item;
    }

    private static InvalidDataException Unreadable() => new("it holds a key of an unknown kind");

    private sealed class JavaClass(string name)
    {
        public string Name { get; } = name;

        public byte Flags { get; set; }

        public List<(char Type, string Name)> Fields { get; } = [];

        public JavaClass? Base { get; set; }

        public Stack<JavaClass> BaseFirst()
        {
            var chain = new Stack<JavaClass>();
            for (var part = this; part is not null && chain.Count < MostHandles; part = part.Base)
                chain.Push(part);
            return chain;
        }
    }
}
