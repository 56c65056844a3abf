namespace Archivolt.Providers;

/// <summary>The value of a setting as a message shows it: an address without the name and password in it.</summary>
internal static class ShownValue
{
    public static string? Of(string? value)
    {
        if (value is null || value.LastIndexOf('@') is var end && end < 0)
            return value;
        var start = value.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme >= 0 && scheme < end ? scheme + 3 : 0;
        return $"{value[..start]}…{value[end..]}";
    }
}
