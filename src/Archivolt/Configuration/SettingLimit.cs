using System.Globalization;

namespace Archivolt.Configuration;

/// <summary>Which values of a setting are allowed.</summary>
/// <param name="Setting">Its name.</param>
/// <param name="ValueOf">Its value; null where it is left out.</param>
/// <param name="IsAllowed">Judges a value.</param>
/// <param name="Use">What to write instead, such as <c>a number from 1 up</c>.</param>
internal sealed record SettingLimit<T>(string Setting, Func<T, IComparable?> ValueOf, Predicate<IComparable> IsAllowed, string Use)
{
    public static SettingLimit<T> AtLeast(string setting, Func<T, IComparable?> valueOf, IComparable least) => new(
        setting, valueOf, value => value.CompareTo(least) >= 0,
        least is TimeSpan time ? $"a time of {time.ToString("c", CultureInfo.InvariantCulture)} or more" : $"a number from {least} up");

    public static SettingLimit<T> Between(string setting, Func<T, IComparable?> valueOf, IComparable least, IComparable most) => new(
        setting, valueOf, value => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, $"a number from {least} to {most}");

    /// <summary>A time that is not zero.</summary>
    public static SettingLimit<T> Positive(string setting, Func<T, IComparable?> valueOf) => new(
        setting, valueOf, value => value.CompareTo(TimeSpan.Zero) > 0, "a time above zero, such as 00:01:00");

    /// <summary>An absolute address of the web without a name or password, a query or a fragment in it.</summary>
    public static SettingLimit<T> WebAddress(string setting, Func<T, Uri?> valueOf, string example) => new(
        setting, options => valueOf(options)?.OriginalString, value => IsWebAddress((string)value),
        $"an http or https address without password, query or fragment, such as {example}");

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;
}
