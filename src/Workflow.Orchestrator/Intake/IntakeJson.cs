using System.Text.Json.Serialization;

namespace Workflow.Orchestrator.Intake;

/// <summary>Serialization of the HTTP door's answers, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(OrderAccepted))]
[JsonSerializable(typeof(BatchResult))]
[JsonSerializable(typeof(CancelBody))]
internal sealed partial class IntakeJson : JsonSerializerContext;
