using System.Text.Json.Serialization;

namespace Workflow.Orchestrator.Intake;

/// <summary>Body of an answer that refuses, RFC 9457.</summary>
/// <param name="Type">Relative URI of the kind: <c>/problems/</c> and the code.</param>
/// <param name="Title">The kind in words; the same for each answer of the kind.</param>
/// <param name="Status">The HTTP status again.</param>
/// <param name="Detail">What is wrong this time, and what to do.</param>
/// <param name="TraceId">W3C trace id of the request, by which the operator finds it.</param>
/// <param name="Errors">Every bad field; null unless the status is 400.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string TraceId,
    IReadOnlyList<FieldError>? Errors = null)
{
    /// <summary>What <see cref="Type"/> starts with.</summary>
    public const string TypePrefix = "/problems/";

    /// <summary>The code of the kind, without the prefix.</summary>
    [JsonIgnore]
    public string Code => Type[TypePrefix.Length..];

    /// <summary>Sent as <c>Retry-After</c>, in seconds; null when trying again later does not help.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }
}
