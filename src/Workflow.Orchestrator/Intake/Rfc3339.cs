namespace Workflow.Orchestrator.Intake;

/// <summary>
/// Reads a date and time of RFC 3339, such as <c>2010-12-01T08:26:00Z</c>. The parsers of the platform accept more,
/// among it a time without an offset, which would then mean the server's own zone.
/// </summary>
internal static class Rfc3339
{
    private const int SecondsEnd = 19;
    private const int MaxFractionDigits = 7;

    /// <summary>Reads <paramref name="text"/> into UTC; digits of the fraction behind the seventh are dropped.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        if (!TryReadSeconds(text, out var ticks)) return false;
        var rest = text[SecondsEnd..];
        if (!TryReadFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offset)) return false;
        ticks += fraction - offset;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        value = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadSeconds(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length <= SecondsEnd || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return false;
        if (!TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..10], out var day)
            || !TryNumber(text[11..13], out var hour) || !TryNumber(text[14..16], out var minute) || !TryNumber(text[17..19], out var second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        // 60 is a leap second: it becomes the first second of the next minute.
        if (hour > 23 || minute > 59 || second > 60) return false;
        ticks = new DateTime(year, month, day).Ticks + (((((hour * 60L) + minute) * 60) + second) * TimeSpan.TicksPerSecond);
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || rest[0] != '.') return true;
        var end = 1;
        var unit = TimeSpan.TicksPerSecond;
        for (; end < rest.Length && char.IsAsciiDigit((char)rest[end]); end++)
        {
            if (end > MaxFractionDigits) continue;
            unit /= 10;
            ticks += (rest[end] - '0') * unit;
        }
        rest = rest[end..];
        return end > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.Length == 1) return (rest[0] | 0x20) == 'z';
        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':') return false;
        if (!TryNumber(rest[1..3], out var hours) || !TryNumber(rest[4..6], out var minutes) || hours > 23 || minutes > 59) return false;
        ticks = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
        }
        return true;
    }
}
