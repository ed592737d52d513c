using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Demo.Hub;
using Workflow.Demo.Report;
using Workflow.Tools;
using Workflow.Torture.Judge;

namespace Workflow.Torture.Report;

/// <summary>The last line of the output.</summary>
internal sealed record TortureResult
{
    public required int Seed { get; init; }
    public required Transport Transport { get; init; }
    public required bool Cluster { get; init; }
    public required int Hosts { get; init; }
    public required double Minutes { get; init; }
    public required int Sent { get; init; }
    public required int Acknowledged { get; init; }
    public required int Lost { get; init; }
    public required int Unexpected { get; init; }
    public required int Duplicated { get; init; }
    public required int Recovered { get; init; }
    public required int Violations { get; init; }
    public required int Unfinished { get; init; }

    /// <summary>Answers that tell a good client that it did wrong.</summary>
    public required int WrongAnswers { get; init; }
    public required DeadLetterJudgement DeadLetters { get; init; }

    /// <summary>What a consumer of Kafka has read; null without Kafka.</summary>
    public EventJudgement? Hub { get; init; }

    /// <summary>How often each fault really happened.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }
    public required double DrainSeconds { get; init; }
    public required double LongestUnavailableMs { get; init; }

    /// <summary>How often a client was refused or got no answer, and came again.</summary>
    public required int Waits { get; init; }

    /// <summary>Suspended orders that two operators retried at the same time.</summary>
    public required int Retried { get; init; }

    /// <summary>How often a host ended that nobody had asked to.</summary>
    public required int Surprises { get; init; }

    /// <summary>Hosts that did not end in order when they were asked to.</summary>
    public required int UncleanStops { get; init; }

    /// <summary>The most memory that a host ever used, in MB.</summary>
    public required int HostMemoryMb { get; init; }

    [JsonIgnore]
    public bool IsGood =>
        Lost == 0 && Unexpected == 0 && Duplicated == 0 && Violations == 0 && Unfinished == 0 && WrongAnswers == 0 && DeadLetters.IsGood && Hub is null or { IsGood: true };

    public string ToJson() => JsonSerializer.Serialize(this, TortureJson.Default.TortureResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(TransportConverter)])]
[JsonSerializable(typeof(TortureResult))]
internal sealed partial class TortureJson : JsonSerializerContext;
