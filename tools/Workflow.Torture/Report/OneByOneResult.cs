using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Demo.Report;
using Workflow.Tools;

namespace Workflow.Torture.Report;

/// <summary>What became of the orders while one thing was broken.</summary>
internal sealed record FaultResult
{
    /// <summary>False when it could not be done here, or the moment never came.</summary>
    public required bool Happened { get; init; }
    public required int Seconds { get; init; }
    public required int Acknowledged { get; init; }
    public required int Lost { get; init; }
    public required int Unexpected { get; init; }
    public required int Duplicated { get; init; }
    public required int Unfinished { get; init; }
    public required int Violations { get; init; }
    public required int WrongAnswers { get; init; }

    /// <summary>Dead letters that are missing, repeated, or no poison.</summary>
    public required int WrongDeadLetters { get; init; }
    /// <summary>Events lost or unexpected, and orders with events out of order; all orders up to now count. Null without Kafka.</summary>
    public int? HubWrong { get; init; }
    public required double DrainSeconds { get; init; }
    public required double LongestUnavailableMs { get; init; }

    [JsonIgnore]
    public bool IsGood => Lost + Unexpected + Duplicated + Unfinished + Violations + WrongAnswers + WrongDeadLetters + (HubWrong ?? 0) == 0;

    public override string ToString() => FormattableString.Invariant(
        $"{Acknowledged,5} acknowledged, lost {Lost}, duplicated {Duplicated}, unfinished {Unfinished}, violations {Violations}{(HubWrong is { } hub ? $", wrong events {hub}" : "")}; no 202 for {LongestUnavailableMs / 1000:0.0} s, drained in {DrainSeconds:0.0} s{(Happened ? "" : "; it did not happen")}");
}

/// <summary>The last line of the output.</summary>
internal sealed record OneByOneResult(int Seed, Transport Transport, bool Cluster, int Hosts, IReadOnlyDictionary<string, FaultResult> Faults)
{
    public string ToJson() => JsonSerializer.Serialize(this, OneByOneJson.Default.OneByOneResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(TransportConverter)])]
[JsonSerializable(typeof(OneByOneResult))]
internal sealed partial class OneByOneJson : JsonSerializerContext;
