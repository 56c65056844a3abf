using System.Globalization;
using System.Xml;
using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

internal enum FactKind
{
    /// <summary>Nobody has looked yet.</summary>
    Unread,

    /// <summary>The document has no such property.</summary>
    Missing,

    /// <summary>The property is empty.</summary>
    Null,
    Integer,
    Number,
    Date,

    /// <summary>A time that passed, in whole seconds.</summary>
    Duration,
    Boolean,
    Text,
}

/// <summary>A value that a clause looks at, with the type that decides how it is compared.</summary>
internal readonly struct Fact
{
    private readonly object? _value;
    private readonly long _bits;

    private Fact(FactKind kind, object? value, long bits = 0)
    {
        Kind = kind;
        _value = value;
        _bits = bits;
    }

    public static Fact Missing => new(FactKind.Missing, null);

    public static Fact Null => new(FactKind.Null, null);

    public FactKind Kind { get; }

    public long Integer => _bits;

    public double Number => BitConverter.Int64BitsToDouble(_bits);

    public long UtcTicks => _bits;

    public TimeSpan Duration => new(_bits);

    /// <summary>The text that text comparisons see; an empty value is the text <c>null</c>.</summary>
    public string Text => _value as string ?? MakeText();

    /// <summary>False when asking for the text makes it anew each time.</summary>
    public bool HasText => _value is string;

    /// <summary>The same value with its text at hand.</summary>
    public Fact WithText() => new(Kind, Text, _bits);

    private string MakeText() => Kind switch
    {
        FactKind.Null => "null",
        FactKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        FactKind.Number => PlatformText.Of(Number),
        FactKind.Date => PlatformText.OfInstant(_bits),
        FactKind.Duration => XmlConvert.ToString(Duration),
        FactKind.Boolean => _bits != 0 ? "true" : "false",
        FactKind.Text => PlatformText.Of(_value),
        _ => "",
    };

    public static Fact Of(string? text) => text is null ? Null : new(FactKind.Text, text);

    public static Fact Of(long value) => new(FactKind.Integer, null, value);

    public static Fact Of(bool value) => new(FactKind.Boolean, null, value ? 1 : 0);

    /// <summary>How long ago something was; what lies ahead by a clock that runs differently is now.</summary>
    public static Fact OfAge(TimeSpan age) => new(FactKind.Duration, null, Math.Max(0, age.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond));

    /// <summary>A property's value; anything that is no single value is compared by its text.</summary>
    public static Fact OfProperty(object? value) => value switch
    {
        null => Null,
        string text => Of(text),
        long integer => Of(integer),
        double number => new(FactKind.Number, null, BitConverter.DoubleToInt64Bits(number)),
        bool boolean => Of(boolean),
        DateTimeOffset date => new(FactKind.Date, null, date.UtcTicks),
        BlobInfo blob => Of(blob.Key.ToString()),
        _ => new(FactKind.Text, value),
    };
}
