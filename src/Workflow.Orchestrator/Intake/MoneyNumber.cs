namespace Workflow.Orchestrator.Intake;

/// <summary>How reading an amount ended.</summary>
internal enum MoneyFault { None, Negative, TooLarge, TooManyDecimals }

/// <summary>
/// Reads an amount from the text of a JSON number. The obvious <c>TryGetDecimal</c> rounds silently what has more than 28
/// digits, so it cannot tell 2.55 from 2.55 with a one far behind it; here nothing is ever rounded.
/// </summary>
internal static class MoneyNumber
{
    public const int MaxDecimals = 4;
    public const long MaxUnitPrice = 1_000_000_000;

    private const int TenThousand = 10_000;
    private const int MaxIntegerDigits = 10;
    private const long ExponentLimit = 1_000_000_000_000;

    /// <summary>
    /// Reads <paramref name="number"/>, the valid text of one JSON number, into <paramref name="value"/> without trailing
    /// zeros: 0 to 1,000,000,000 with at most four decimals.
    /// </summary>
    public static MoneyFault TryRead(ReadOnlySpan<byte> number, out decimal value)
    {
        value = 0;
        var negative = number[0] == (byte)'-';
        var digits = new Digits(negative ? number[1..] : number);
        if (digits.Count == 0) return MoneyFault.None;
        if (negative) return MoneyFault.Negative;
        if (digits.Count + digits.Exponent > MaxIntegerDigits) return MoneyFault.TooLarge;
        if (digits.Exponent < -MaxDecimals) return MoneyFault.TooManyDecimals;
        var scale = digits.Exponent < 0 ? (byte)-digits.Exponent : (byte)0;
        var mantissa = digits.Mantissa();
        for (var i = digits.Exponent; i > 0; i--)
            mantissa *= 10;
        value = new decimal((int)mantissa, (int)(mantissa >> 32), 0, isNegative: false, scale);
        return value > MaxUnitPrice ? Refuse(out value) : MoneyFault.None;
    }

    /// <summary>The amount as a whole number of ten-thousandths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has more than four decimals.</exception>
    public static long ToTenThousandths(decimal amount)
    {
        var scaled = amount * TenThousand;
        if (scaled != decimal.Truncate(scaled)) throw new ArgumentOutOfRangeException(nameof(amount), amount, "More than four decimals.");
        return decimal.ToInt64(scaled);
    }

    private static MoneyFault Refuse(out decimal value)
    {
        value = 0;
        return MoneyFault.TooLarge;
    }

    /// <summary>The significant digits of a number: value = digits × 10^Exponent, without zeros at either end.</summary>
    private readonly ref struct Digits
    {
        private readonly ReadOnlySpan<byte> _text;

        public Digits(ReadOnlySpan<byte> unsigned)
        {
            long exponent = 0;
            var e = unsigned.IndexOfAny((byte)'e', (byte)'E');
            if (e >= 0)
            {
                exponent = ReadExponent(unsigned[(e + 1)..]);
                unsigned = unsigned[..e];
            }
            var point = unsigned.IndexOf((byte)'.');
            var end = point >= 0 ? unsigned.TrimEnd("0."u8).Length : unsigned.TrimEnd((byte)'0').Length;
            var start = unsigned.Length - unsigned.TrimStart("0."u8).Length;
            if (start >= end) return;
            _text = unsigned[start..end];
            var pointInside = point > start && point < end;
            Count = _text.Length - (pointInside ? 1 : 0);
            Exponent = exponent + ExponentOfLastDigit(unsigned.Length, point, end);
        }

        public int Count { get; }

        public long Exponent { get; }

        /// <summary>At most 14 digits are left when the caller has checked the range.</summary>
        public long Mantissa()
        {
            long mantissa = 0;
            foreach (var character in _text)
            {
                if (character != (byte)'.')
                    mantissa = (mantissa * 10) + (character - (byte)'0');
            }
            return mantissa;
        }

        private static long ExponentOfLastDigit(int length, int point, int end)
        {
            if (point < 0) return length - end;
            return end <= point ? point - end : point + 1 - end;
        }

        private static long ReadExponent(ReadOnlySpan<byte> text)
        {
            var negative = text[0] == (byte)'-';
            long exponent = 0;
            foreach (var digit in text[0] is (byte)'-' or (byte)'+' ? text[1..] : text)
                exponent = Math.Min(ExponentLimit, (exponent * 10) + (digit - (byte)'0'));
            return negative ? -exponent : exponent;
        }
    }
}
