using System.Globalization;

namespace Workflow.Benchmarks.Report;

/// <summary>Numbers as people read them: three significant digits, whole numbers from a thousand.</summary>
internal static class Numbers
{
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        0 => "0",
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    /// <summary>For JSON: enough digits to compare, none that are noise.</summary>
    public static double Rounded(double value) =>
        value == 0 || !double.IsFinite(value) ? 0 : double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
