using System.Diagnostics;
using System.Globalization;
using Workflow.Benchmarks.Report;
using Workflow.Contracts;
using Workflow.Messaging.Outbox;

namespace Workflow.Benchmarks.Benches;

/// <summary>Bytes, and time to write and to read, of the messages of one order in each form that the contracts have.</summary>
internal static class ContractsBench
{
    private const string Compact = "Protobuf";

    // A further form is a further line here; ratios against the first are made for each.
    private static readonly (string Name, Func<OrderMessage, byte[]> Encode, Func<string, byte[], OrderMessage> Decode)[] Forms =
    [
        ("JSON", MessageBodies.Serialize, (name, body) => MessageBodies.Deserialize(name, body)),
        (Compact, ContractBinary.Encode, (name, body) => ContractBinary.Decode(name, body)),
        Compressed("JSON, Brotli", new(ContractForm.Json, ContractCompression.Brotli, CompressAboveBytes: 0)),
        Compressed("JSON, gzip", new(ContractForm.Json, ContractCompression.Gzip, CompressAboveBytes: 0)),
        Compressed("Protobuf, Brotli", new(ContractForm.Protobuf, ContractCompression.Brotli, CompressAboveBytes: 0)),
    ];

    private static (string Name, Func<OrderMessage, byte[]> Encode, Func<string, byte[], OrderMessage> Decode) Compressed(string name, ContractEncodingOptions options)
    {
        var contentType = options.Form == ContractForm.Protobuf ? ContractEncoding.Protobuf : ContractEncoding.Json;
        var encoding = options.Compression == ContractCompression.Brotli ? "br" : "gzip";
        return (name, message => ContractEncoding.Encode(message, options).Body, (type, body) => ContractEncoding.Decode(type, body, contentType, encoding));
    }

    public static Task RunAsync(BenchOptions options, BenchReport report, CancellationToken stop)
    {
        var length = options.Length(options.Quick ? 0.2 : 1);
        foreach (var lines in (int[])[3, 21])
        {
            var messages = ContractSamples.Of(lines);
            var forms = Forms.Select(form => (form.Name, Runs: new List<(double Encode, double Decode)>(), Bytes: messages.Sum(message => form.Encode(message).Length))).ToList();
            for (var run = -1; run < options.Runs; run++)
            {
                foreach (var (index, form) in Forms.Index())
                {
                    stop.ThrowIfCancellationRequested();
                    var bodies = messages.Select(message => (Name: MessageBodies.WireNameOf(message.GetType()), Body: form.Encode(message))).ToList();
                    var encode = Time(length, () => messages.Sum(message => form.Encode(message).Length));
                    var decode = Time(length, () => bodies.Sum(body => form.Decode(body.Name, body.Body).TraceId.Length));
                    // The first is for the compiler.
                    if (run >= 0)
                        forms[index].Runs.Add((encode, decode));
                }
            }
            AddRows(report, lines, messages, forms);
        }
        report.Note("The five messages that carry an order of that many lines to its end, written and read once each.");
        return Task.CompletedTask;
    }

    private static void AddRows(
        BenchReport report, int lines, IReadOnlyList<OrderMessage> messages, List<(string Name, List<(double Encode, double Decode)> Runs, int Bytes)> forms)
    {
        var first = forms[0];
        foreach (var (name, runs, bytes) in forms)
        {
            var about = string.Create(CultureInfo.InvariantCulture, $"{name}, {lines} lines");
            report.Add(
                new Measured($"{about}: bytes an order", "bytes", [bytes]) { IsCost = true },
                new Measured($"{about}: encode", "us/order", [.. runs.Select(run => run.Encode)]) { IsCost = true },
                new Measured($"{about}: decode", "us/order", [.. runs.Select(run => run.Decode)]) { IsCost = true });
            if (name == first.Name)
                continue;
            // The targets are those of the compact form; compression buys bytes with time.
            double? target = name == Compact ? 1 : null;
            report.Add(
                new Measured($"{about}: bytes against {first.Name}", "%", [100.0 * bytes / first.Bytes]) { IsCost = true, Target = 40 * target, Goal = 30 * target },
                new Measured($"{about}: encode + decode against {first.Name}", "x", Spread.Ratios([.. runs.Select(run => run.Encode + run.Decode)], [.. first.Runs.Select(run => run.Encode + run.Decode)])) { IsCost = true, Target = target });
        }
        foreach (var message in messages)
        {
            foreach (var form in Forms)
                report.Add(new Measured(string.Create(CultureInfo.InvariantCulture, $"{form.Name}, {lines} lines: {MessageBodies.WireNameOf(message.GetType())}"), "bytes", [form.Encode(message).Length]) { IsCost = true });
        }
    }

    /// <summary>Microseconds of one call.</summary>
    private static double Time(TimeSpan length, Func<int> work)
    {
        var began = Stopwatch.GetTimestamp();
        var count = 0;
        long kept = 0;
        for (; Stopwatch.GetElapsedTime(began) < length; count++)
            kept += work();
        var elapsed = Stopwatch.GetElapsedTime(began);
        // Else the compiler may leave the work out.
        GC.KeepAlive(kept);
        return elapsed.TotalMicroseconds / count;
    }
}
