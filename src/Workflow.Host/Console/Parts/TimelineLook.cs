using Workflow.Host.Admin.Orders;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.OperatorConsole.Parts;

/// <summary>The arithmetic of the timeline: everything at the place and with the length that its time gives it.</summary>
internal sealed record TimelineLook(
    TimelineShape Shape, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TimelineRow> Rows, IReadOnlyList<(double X, string Text)> Ticks)
{
    private const double Least = 3;

    internal int Height => (Rows.Count * Shape.RowHeight) + 34;

    /// <summary>One row a step, in the order in which they began, and one for the time that nothing was tried.</summary>
    internal static TimelineLook Of(OrderCase order, DateTimeOffset now, TimelineShape shape)
    {
        var isOver = OrderStates.IsTerminal(order.Now.State);
        var from = order.Accepted.AcceptedAt;
        var to = isOver ? order.Now.FinishedAt ?? order.History[^1].At : order.At ?? now;
        if (to <= from)
            to = from.AddMilliseconds(1);
        var scale = new Scale(from, to, shape);
        List<TimelineRow> rows = [];
        foreach (var step in order.Attempts.GroupBy(attempt => attempt.Step))
            rows.Add(new TimelineRow(Words.Of(step.Key), [.. BarsOf([.. step], scale)]));
        var suspended = order.Path.Where(stay => stay.State == OrderStates.Suspended).ToList();
        if (suspended.Count > 0)
            rows.Add(new TimelineRow("Suspended", [.. suspended.Select(stay => scale.Bar("suspended", stay.EnteredAt, stay.LeftAt, "suspended"))]));
        return new TimelineLook(shape, from, to, rows, [.. Ticks0(from, to, scale)]);
    }

    // Between a failed attempt and the next one the order waits: that time is drawn too.
    private static IEnumerable<TimelineBar> BarsOf(List<OrderAttempt> attempts, Scale scale)
    {
        for (var i = 0; i < attempts.Count; i++)
        {
            var attempt = attempts[i];
            if (i > 0 && attempt.Attempt > 1 && attempts[i - 1].EndedAt is { } before)
                yield return scale.Bar("waiting", before, attempt.StartedAt, "waited for the next attempt");
            yield return scale.Bar(attempt.Result, attempt.StartedAt, attempt.EndedAt, $"attempt {attempt.Attempt} {Words.Of(attempt.Result).ToLowerInvariant()}");
        }
    }

    private static IEnumerable<(double, string)> Ticks0(DateTimeOffset from, DateTimeOffset to, Scale scale)
    {
        var step = StepOf(to - from, scale.Shape.Parts);
        for (var at = TimeSpan.Zero; at <= to - from; at += step)
            yield return (scale.X(from + at), at == TimeSpan.Zero ? "accepted" : "+" + Words.Duration(at));
    }

    /// <summary>A round length of time that goes into the whole about half as often as there is room for, or as often.</summary>
    internal static TimeSpan StepOf(TimeSpan whole, int parts = 7)
    {
        double[] seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
        var part = whole.TotalSeconds / parts;
        if (part > seconds[^1])
            return TimeSpan.FromDays(Math.Ceiling(part / 86400));
        if (part >= 0.5)
            return TimeSpan.FromSeconds(seconds.First(step => step >= part));
        var size = Math.Pow(10, Math.Floor(Math.Log10(part)));
        return TimeSpan.FromSeconds(new[] { 1, 2, 5, 10 }.Select(step => step * size).First(step => step >= part));
    }

    private sealed record Scale(DateTimeOffset From, DateTimeOffset To, TimelineShape Shape)
    {
        internal double X(DateTimeOffset at) => Shape.Left + (Math.Clamp((at - From) / (To - From), 0, 1) * Shape.Width);

        internal TimelineBar Bar(string kind, DateTimeOffset start, DateTimeOffset? end, string what)
        {
            var x = X(start);
            var width = Math.Max(Least, X(end ?? To) - x);
            var text = $"{what}: {Words.Duration((end ?? To) - start)}{(end is null ? " so far" : "")}, from {Words.Exact(start)}";
            var left = Math.Min(x, Shape.Left + Shape.Width - Least);
            return new TimelineBar(kind, left, Math.Min(width, Shape.Left + Shape.Width - left), text);
        }
    }
}

/// <summary>How much room the timeline has; a phone has less, and the name of a row stands above its bars there.</summary>
/// <param name="Name">Class of the drawing.</param>
/// <param name="Total">Its whole width.</param>
/// <param name="Left">Where bars begin.</param>
/// <param name="Width">How wide all time is.</param>
/// <param name="RowHeight">Height of a row.</param>
/// <param name="BarTop">Where in its row a bar stands.</param>
/// <param name="Parts">Most marks of time.</param>
internal sealed record TimelineShape(string Name, int Total, double Left, double Width, int RowHeight, int BarTop, int Parts)
{
    internal static readonly TimelineShape Wide = new("wide", 1000, 150, 840, 30, 3, 7);
    internal static readonly TimelineShape Narrow = new("narrow", 360, 2, 356, 46, 20, 3);
}

/// <summary>A row of the timeline.</summary>
internal sealed record TimelineRow(string Name, IReadOnlyList<TimelineBar> Bars);

/// <summary>A bar of the timeline.</summary>
internal sealed record TimelineBar(string Kind, double X, double Width, string Text);
