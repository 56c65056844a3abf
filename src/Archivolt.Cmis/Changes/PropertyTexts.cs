using System.Globalization;
using Archivolt.AspNetCore.Json;
using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Changes;

/// <summary>Reads values of properties that come as texts.</summary>
internal static class PropertyTexts
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The values of a property.</summary>
    /// <exception cref="CmisException">One does not fit.</exception>
    public static IReadOnlyList<object> Read(CmisProperty property, IReadOnlyList<string> texts)
    {
        if (!property.IsMulti && texts.Count > 1)
            throw CmisException.InvalidArgument($"The property '{property.Id}' takes one value.");
        // An empty field of a form is no value, except of text.
        var isText = property.Kind is CmisKind.String or CmisKind.Id;
        return [.. texts.Where(text => isText || text.Length > 0).Select(text => Read(property, text))];
    }

    private static object Read(CmisProperty property, string text)
    {
        object? value = property.Kind switch
        {
            CmisKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            CmisKind.Decimal => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
            CmisKind.Boolean => text switch { "true" or "1" => true, "false" or "0" => false, _ => null },
            CmisKind.DateTime => Time(text),
            _ => text,
        };
        return value ?? throw CmisException.InvalidArgument($"The property '{property.Id}' takes {Words(property.Kind)}, not '{(text.Length > 60 ? text[..60] : text)}'.");
    }

    // Milliseconds since 1970 in the browser binding (§5.2.9), else as in XML.
    private static DateTimeOffset? Time(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            return milliseconds >= Earliest && milliseconds <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        return JsonDates.TryParse(text, out var time) ? time : null;
    }

    private static string Words(CmisKind kind) => kind switch
    {
        CmisKind.Integer => "a whole number",
        CmisKind.Decimal => "a number",
        CmisKind.Boolean => "true or false",
        _ => "a time",
    };
}
