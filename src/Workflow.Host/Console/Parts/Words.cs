using System.Globalization;
using System.Text.RegularExpressions;

namespace Workflow.Host.OperatorConsole.Parts;

/// <summary>Numbers, times and names as people read them.</summary>
internal static partial class Words
{
    internal static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Three digits that matter.</summary>
    internal static string Rate(double value) => value switch
    {
        0 => "0",
        < 0.01 => "<0.01",
        < 10 => value.ToString("0.##", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A length of time by its two largest units.</summary>
    internal static string Duration(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => Duration(-time),
        { TotalMilliseconds: < 1 } => $"{time.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture)} ms",
        { TotalSeconds: < 1 } => $"{time.TotalMilliseconds:0} ms",
        { TotalSeconds: < 10 } => $"{time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => Two(time.Minutes, "min", time.Seconds, "s"),
        { TotalDays: < 1 } => Two(time.Hours, "h", time.Minutes, "min"),
        _ => Two((long)time.TotalDays, "d", time.Hours, "h"),
    };

    /// <summary>How far a moment is from now, either way.</summary>
    internal static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var passed = now - at;
        return Math.Abs(passed.TotalSeconds) < 1 ? "now" : passed > TimeSpan.Zero ? One(passed) + " ago" : "in " + One(passed);
    }

    /// <summary>A moment to the millisecond.</summary>
    internal static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A moment as browsers and addresses take it.</summary>
    internal static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An id short enough for a table; its beginning is the time, its end tells it from others.</summary>
    internal static string Short(Guid id) => id.ToString("D") is var text ? $"{text[..8]}…{text[^6..]}" : "";

    internal static string Money(decimal amount, string currency) => $"{amount.ToString("#,0.00", CultureInfo.InvariantCulture)} {currency}";

    /// <summary>A name such as AuthorizingPayment, order-retry or payment-declined as words.</summary>
    internal static string Of(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "";
        var words = Capital().Replace(name, match => " " + match.Value.ToLowerInvariant()).Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>The word for one or for many.</summary>
    internal static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    private static string One(TimeSpan time) => time.Duration() switch
    {
        { TotalMinutes: < 1 } at => $"{at.TotalSeconds:0} s",
        { TotalHours: < 1 } at => $"{(int)at.TotalMinutes} min",
        { TotalDays: < 2 } at => $"{(int)at.TotalHours} h",
        var at => $"{(int)at.TotalDays} d",
    };

    private static string Two(long first, string unit, long second, string smaller) => second == 0 ? $"{first} {unit}" : $"{first} {unit} {second} {smaller}";

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
