using System.Globalization;
using Workflow.Demo.Ends;
using Workflow.Demo.Replay;

namespace Workflow.Demo.Report;

/// <summary>One line that lives on a terminal; elsewhere a plain line every few seconds.</summary>
internal sealed class ProgressLine(OrderReplay replay, EndWatch ends, TimeProvider time)
{
    private readonly bool _isLive = !Console.IsOutputRedirected;
    private int _width;

    public async Task RunAsync(Task work, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var pause = TimeSpan.FromSeconds(_isLive ? 0.25 : 5);
        while (await Task.WhenAny(work, Task.Delay(pause, time, stop)) != work && !stop.IsCancellationRequested)
            Show(Text(time.GetElapsedTime(started)));
        if (work.IsCompletedSuccessfully)
            Show(Text(time.GetElapsedTime(started)));
        if (_isLive)
            Console.WriteLine();
    }

    private void Show(string text)
    {
        if (!_isLive)
        {
            Console.WriteLine(text);
            return;
        }
        // A line longer than the window would wrap, and \r would no longer return to its start.
        var room = Console.WindowWidth > 1 ? Console.WindowWidth - 1 : 79;
        var line = text.Length > room ? text[..room] : text;
        Console.Write("\r" + line.PadRight(Math.Min(_width, room)));
        _width = line.Length;
    }

    // What changes most comes first: a narrow window cuts the end off.
    private string Text(TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture,
        $"  {elapsed:m\\:ss}  {ends.Done / Math.Max(elapsed.TotalSeconds, 0.001):N0} orders/s  submitted {replay.Submitted:N0}/{replay.Total:N0}  accepted {replay.Accepted:N0}  refused {replay.Refused:N0}  done {ends.Done:N0}: {ends.Completed:N0} completed, {ends.Rejected:N0} rejected, {ends.Cancelled:N0} cancelled, {ends.Suspended:N0} suspended");
}
