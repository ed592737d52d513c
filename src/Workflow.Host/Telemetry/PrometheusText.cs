using System.Buffers;
using System.Globalization;
using System.Text;

namespace Workflow.Host.Telemetry;

/// <summary>Prometheus' text format, version 0.0.4. A metric without series is left out, as if it did not exist yet.</summary>
internal static class PrometheusText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    internal static void Write(IBufferWriter<byte> to, MetricFamily family, long epoch)
    {
        var (description, isFirst) = (family.Description, true);
        foreach (var series in family.Series(epoch))
        {
            if (isFirst)
                WriteHead(to, description);
            isFirst = false;
            if (description.Kind == MetricKind.Histogram)
                WriteHistogram(to, description, series);
            else
                WriteSample(to, description, series, ("", null), series.Value);
        }
    }

    private static void WriteHead(IBufferWriter<byte> to, MetricDescription description)
    {
        Put(to, "# HELP ");
        Put(to, description.PrometheusName);
        Put(to, " ");
        Put(to, description.Help);
        Put(to, "\n# TYPE ");
        Put(to, description.PrometheusName);
        Put(to, description.Kind switch
        {
            MetricKind.Counter => " counter\n",
            MetricKind.Histogram => " histogram\n",
            _ => " gauge\n",
        });
    }

    private static void WriteHistogram(IBufferWriter<byte> to, MetricDescription description, MetricSeries series)
    {
        long count = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            count += Volatile.Read(in series.Buckets[i]);
            var bound = i < description.Bounds.Length ? description.Bounds[i] : double.PositiveInfinity;
            WriteSample(to, description, series, ("_bucket", bound), count);
        }
        WriteSample(to, description, series, ("_sum", null), series.Value);
        WriteSample(to, description, series, ("_count", null), count);
    }

    private static void WriteSample(
        IBufferWriter<byte> to, MetricDescription description, MetricSeries series, (string Suffix, double? Bound) part, double value)
    {
        Put(to, description.PrometheusName);
        Put(to, part.Suffix);
        WriteLabels(to, description, series, part.Bound);
        Put(to, " ");
        Put(to, value);
        Put(to, "\n");
    }

    private static void WriteLabels(IBufferWriter<byte> to, MetricDescription description, MetricSeries series, double? bound)
    {
        var separator = "{";
        for (var i = 0; i < series.Labels.Length; i++)
        {
            if (series.Labels[i] is not { } label)
                continue;
            Put(to, separator);
            Put(to, description.PrometheusLabels[i]);
            Put(to, "=\"");
            PutEscaped(to, label as string ?? Convert.ToString(label, CultureInfo.InvariantCulture) ?? "");
            Put(to, "\"");
            separator = ",";
        }
        if (bound is { } le)
        {
            Put(to, separator);
            Put(to, "le=\"");
            Put(to, le);
            Put(to, "\"");
            separator = ",";
        }
        if (separator == ",")
            Put(to, "}");
    }

    private static void PutEscaped(IBufferWriter<byte> to, string text) =>
        Put(to, text.AsSpan().ContainsAny("\\\"\n") ? text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") : text);

    private static void Put(IBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);

    private static void Put(IBufferWriter<byte> to, double value)
    {
        if (!double.IsFinite(value))
        {
            Put(to, double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
            return;
        }
        value.TryFormat(to.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }
}
