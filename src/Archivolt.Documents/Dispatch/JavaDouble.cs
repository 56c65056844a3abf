using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Archivolt.Documents.Dispatch;

/// <summary>Doubles as <c>java.lang.Double</c> reads and orders them; rules were written against these.</summary>
internal static class JavaDouble
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const int FractionBits = 52;
    private const int LeastExponent = -1074;
    private const int GreatestExponent = 1023;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> DecimalCharacters = SearchValues.Create("0123456789.eE+-");

    /// <summary>
    /// A number, or null: exponents, blanks and control characters around it, a suffix <c>d</c> or <c>f</c>, <c>NaN</c>, <c>Infinity</c>,
    /// hexadecimal with a binary exponent such as <c>0x1.8p3</c>. What is too large is infinite.
    /// </summary>
    public static double? Parse(string text)
    {
        var number = text.AsSpan().Trim(Blanks);
        var isNegative = number.Length > 0 && number[0] == '-';
        var digits = number.Length > 0 && number[0] is '+' or '-' ? number[1..] : number;
        var magnitude = digits switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            ['0', 'x' or 'X', .. var hexadecimal] => OfHexadecimal(WithoutSuffix(hexadecimal)),
            _ => OfDecimal(WithoutSuffix(digits)),
        };
        return isNegative ? -magnitude : magnitude;
    }

    /// <summary>Minus zero is below zero, and NaN equals itself and is above everything.</summary>
    public static int Compare(double left, double right) => left < right ? -1 : left > right ? 1 : Order(left).CompareTo(Order(right));

    private static ReadOnlySpan<char> Blanks =>
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F ";

    private static long Order(double value) => double.IsNaN(value) ? long.MaxValue : BitConverter.DoubleToInt64Bits(value);

    private static ReadOnlySpan<char> WithoutSuffix(ReadOnlySpan<char> digits) => digits is [.. var number, 'd' or 'D' or 'f' or 'F'] ? number : digits;

    // A sign was taken already, and .NET's own spellings of the special values are no numbers here.
    private static double? OfDecimal(ReadOnlySpan<char> digits) =>
        digits.IndexOfAnyInRange('0', '9') >= 0 && digits[0] is not ('+' or '-') && !digits.ContainsAnyExcept(DecimalCharacters)
        && double.TryParse(digits, Decimal, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static double? OfHexadecimal(ReadOnlySpan<char> text)
    {
        var mark = text.IndexOfAny('p', 'P');
        if (mark < 0 || ExponentOf(text[(mark + 1)..]) is not { } exponent)
            return null;
        var point = text[..mark].IndexOf('.');
        var whole = point < 0 ? text[..mark] : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..mark];
        if (whole.Length + fraction.Length == 0 || whole.ContainsAnyExcept(HexDigits) || fraction.ContainsAnyExcept(HexDigits))
            return null;
        // The leading zero keeps the first digit from being a sign.
        var mantissa = BigInteger.Parse($"0{whole}{fraction}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return Scale(mantissa, exponent - 4L * fraction.Length);
    }

    // An exponent that no int holds is as good as the largest that one holds.
    private static int? ExponentOf(ReadOnlySpan<char> text)
    {
        var digits = text is ['+' or '-', .. var unsigned] ? unsigned : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return null;
        var isNegative = text[0] == '-';
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? isNegative ? -value : value
            : isNegative ? -int.MaxValue : int.MaxValue;
    }

    // Rounded once, to the even neighbour where it lies between two.
    private static double Scale(BigInteger mantissa, long exponent)
    {
        if (mantissa.IsZero)
            return 0;
        var top = mantissa.GetBitLength() - 1 + exponent;
        if (top > GreatestExponent)
            return double.PositiveInfinity;
        var unit = Math.Max(top - FractionBits, LeastExponent);
        var shift = unit - exponent;
        if (shift > mantissa.GetBitLength() + 1)
            return 0;
        var units = mantissa;
        if (shift > 0)
        {
            units = mantissa >> (int)shift;
            var half = BigInteger.One << (int)(shift - 1);
            var rest = mantissa - (units << (int)shift);
            if (rest > half || (rest == half && !units.IsEven))
                units++;
        }
        else
        {
            units = mantissa << (int)-shift;
        }
        return Math.ScaleB((double)units, (int)unit);
    }
}
