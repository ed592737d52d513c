using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Demo.Ends;
using Workflow.Demo.Hub;
using Workflow.Demo.Replay;
using Workflow.Tools;

namespace Workflow.Demo.Report;

/// <summary>The last line of the output. Times are milliseconds; a latency is null when no new order was measured.</summary>
internal sealed record DemoResult
{
    public Transport Transport { get; init; }
    public int Hosts { get; init; } = 1;
    public required int Submitted { get; init; }
    public required int Accepted { get; init; }
    public required int Replayed { get; init; }
    public required int Refused { get; init; }
    public required int Failed { get; init; }
    public required int Completed { get; init; }
    public required int Rejected { get; init; }
    public required int Cancelled { get; init; }
    public required int Suspended { get; init; }
    public required int Unfinished { get; init; }
    public required int Violations { get; init; }
    public required double Seconds { get; init; }
    public required double OrdersPerSecond { get; init; }
    public required double? AcceptMsP50 { get; init; }
    public required double? AcceptMsP99 { get; init; }
    public required double? DoneMsP50 { get; init; }
    public required double? DoneMsP99 { get; init; }
    public required long Waits { get; init; }
    public required IReadOnlyDictionary<string, int> RefusedBy { get; init; }

    /// <summary>What kcat has read; null without Kafka, or without kcat.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventJudgement? Hub { get; init; }

    [JsonIgnore]
    public bool IsGood => Violations == 0 && Unfinished == 0 && Failed == 0 && Hub is null or { IsGood: true };

    public static DemoResult From(IReadOnlyList<OrderOutcome> outcomes, IReadOnlyCollection<OrderEnd> ends, DateTime? lastEndSeenAt, long waits, int violations)
    {
        var endOf = ends.ToDictionary(end => end.OrderId);
        var accepted = outcomes.Where(outcome => outcome.Accepted).ToList();
        var states = accepted.CountBy(outcome => endOf.TryGetValue(outcome.OrderId, out var end) ? end.State : "").ToDictionary();
        var accept = new Percentiles(accepted.Select(outcome => outcome.AnswerMs));
        var done = new Percentiles(DoneMs(accepted, endOf));
        var seconds = Duration(outcomes, accepted, endOf, lastEndSeenAt);
        return new DemoResult
        {
            Submitted = outcomes.Count,
            Accepted = accepted.Count,
            Replayed = accepted.Count(outcome => outcome.Replayed),
            Refused = outcomes.Count(outcome => outcome.RefusedBy is not null),
            Failed = outcomes.Count(outcome => outcome.FailedBy is not null),
            Completed = states.GetValueOrDefault(OrderEnds.Completed),
            Rejected = states.GetValueOrDefault(OrderEnds.Rejected),
            Cancelled = states.GetValueOrDefault(OrderEnds.Cancelled),
            Suspended = states.GetValueOrDefault(OrderEnds.Suspended),
            Unfinished = states.GetValueOrDefault(""),
            Violations = violations,
            Seconds = Math.Round(seconds, 3),
            OrdersPerSecond = seconds > 0 ? Math.Round(accepted.Count / seconds, 1) : 0,
            AcceptMsP50 = Rounded(accept.At(0.5)),
            AcceptMsP99 = Rounded(accept.At(0.99)),
            DoneMsP50 = Rounded(done.At(0.5)),
            DoneMsP99 = Rounded(done.At(0.99)),
            Waits = waits,
            RefusedBy = outcomes.Where(outcome => outcome.RefusedBy is not null).CountBy(outcome => outcome.RefusedBy!)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(),
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, DemoJson.Default.DemoResult);

    // An operator may still decide about a suspended order: it has not ended.
    private static IEnumerable<double> DoneMs(IEnumerable<OrderOutcome> accepted, Dictionary<Guid, OrderEnd> endOf) =>
        from outcome in accepted
        where !outcome.Replayed && endOf.ContainsKey(outcome.OrderId)
        let end = endOf[outcome.OrderId]
        where end.State is not OrderEnds.Suspended && end.CommittedAt is not null
        select (end.CommittedAt!.Value - outcome.StartedAt).TotalMilliseconds;

    private static double Duration(IReadOnlyList<OrderOutcome> outcomes, List<OrderOutcome> accepted, Dictionary<Guid, OrderEnd> endOf, DateTime? lastEndSeenAt)
    {
        if (outcomes.Count == 0)
            return 0;
        var first = outcomes.Min(outcome => outcome.StartedAt);
        var lastAnswer = outcomes.Max(outcome => outcome.AnsweredAt);
        var news = accepted.Where(outcome => !outcome.Replayed).ToList();
        if (news.Count == 0)
            return (lastAnswer - first).TotalSeconds;
        var last = news.Max(outcome => endOf.TryGetValue(outcome.OrderId, out var end) ? end.CommittedAt : null) ?? lastEndSeenAt ?? lastAnswer;
        return (last - first).TotalSeconds;
    }

    private static double? Rounded(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 2) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(TransportConverter)])]
[JsonSerializable(typeof(DemoResult))]
internal sealed partial class DemoJson : JsonSerializerContext;

/// <summary>By name, as the option is written.</summary>
internal sealed class TransportConverter() : JsonStringEnumConverter<Transport>(LowerCase.Instance)
{
    private sealed class LowerCase : JsonNamingPolicy
    {
        public static readonly LowerCase Instance = new();

        public override string ConvertName(string name) => name.ToLowerInvariant();
    }
}
