namespace Workflow.Benchmarks.Report;

/// <summary>From where to where one side of a picture goes, and where its lines are.</summary>
internal sealed record Axis(double From, double To, bool IsLog, IReadOnlyList<double> Ticks)
{
    private const int MostTicks = 6;

    public static Axis For(IEnumerable<double> values, bool isLog, bool fromZero)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        return isLog ? Log(finite.Where(value => value > 0).DefaultIfEmpty(1).ToList()) : Linear(fromZero ? Math.Min(0, finite.Min()) : finite.Min(), finite.Max());
    }

    /// <summary>0 at the beginning, 1 at the end.</summary>
    public double Share(double value) => IsLog
        ? (Math.Log10(Math.Max(value, From)) - Math.Log10(From)) / (Math.Log10(To) - Math.Log10(From))
        : (value - From) / (To - From);

    private static Axis Log(List<double> values)
    {
        var first = (int)Math.Floor(Math.Log10(values.Min()));
        var last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(values.Max())));
        return new Axis(Math.Pow(10, first), Math.Pow(10, last), true, [.. Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power))]);
    }

    private static Axis Linear(double least, double most)
    {
        var step = StepFor(Math.Max(most - least, 1e-9) / MostTicks);
        var from = Math.Floor(least / step) * step;
        var count = Math.Max(1, (int)Math.Ceiling((most - from) / step - 1e-9));
        return new Axis(from, from + count * step, false, [.. Enumerable.Range(0, count + 1).Select(tick => from + tick * step)]);
    }

    // 1, 2 or 5 times a power of ten.
    private static double StepFor(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= least * 0.999999);
    }
}
