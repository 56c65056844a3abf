using System.Globalization;
using Archivolt.AspNetCore.Json;
using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Query;

/// <summary>Reads the values that properties are compared with.</summary>
internal sealed class QlValues(QlCursor cursor)
{
    /// <summary>Steps over a value.</summary>
    public void Skip()
    {
        cursor.TryTake("TIMESTAMP");
        cursor.Take();
    }

    /// <summary>A value that fits a property.</summary>
    public object Read(CmisProperty property, bool isPattern = false)
    {
        var isTime = cursor.TryTake("TIMESTAMP");
        var token = cursor.Take();
        return (property.Kind, token.Kind) switch
        {
            (CmisKind.DateTime, QlTokenKind.Text) when !isPattern && JsonDates.TryParse(token.Text, out var time) => time,
            _ when isTime => throw QlCursor.Error(token.Position, $"{token} is no time; write it like TIMESTAMP '2030-01-31T00:00:00.000Z'"),
            (CmisKind.String or CmisKind.Id, QlTokenKind.Text) => isPattern ? token.Pattern! : token.Text,
            (CmisKind.Integer, QlTokenKind.Number) when long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            (CmisKind.Integer or CmisKind.Decimal, QlTokenKind.Number) when double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
            (CmisKind.Boolean, QlTokenKind.Word) when token.Is("TRUE") || token.Is("FALSE") => token.Is("TRUE"),
            _ => throw QlCursor.Error(token.Position, $"{token} does not fit '{property.Id}', which takes {Words(property.Kind)}"),
        };
    }

    private static string Words(CmisKind kind) => kind switch
    {
        CmisKind.Integer or CmisKind.Decimal => "a number",
        CmisKind.Boolean => "TRUE or FALSE",
        CmisKind.DateTime => "a time like TIMESTAMP '2030-01-31T00:00:00.000Z'",
        _ => "text in quotes",
    };
}
