using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Options;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.RabbitMq;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging;

/// <summary>Checks every limit of lanes and relay at start, so that a wrong one is named before it does harm.</summary>
internal sealed class MessagingOptionsCheck : IValidateOptions<LaneOptions>, IValidateOptions<RelayOptions>, IValidateOptions<RabbitMqOptions>,
    IValidateOptions<DeadLetterOptions>
{
    public ValidateOptionsResult Validate(string? name, LaneOptions options) => Result(
    [
        Range("Lanes:RingCapacity", options.RingCapacity, 64, 1_048_576),
        PowerOfTwo("Lanes:RingCapacity", options.RingCapacity),
        Range("Lanes:MaxBatch", options.MaxBatch, 1, 4_096),
        Range("Lanes:SagaLanes", options.SagaLanes, 1, 16),
        Range("Lanes:ConcurrentCommits", options.ConcurrentCommits, 1, 64),
        Range("Lanes:TurnMilliseconds", options.TurnMilliseconds, 0, 10_000),
        Range("Lanes:CommandTimeoutSeconds", options.CommandTimeoutSeconds, 1, 300),
        Range("Lanes:RetryDelayMilliseconds", options.RetryDelayMilliseconds, 1, 10_000),
        Range("Lanes:DrainSeconds", options.DrainSeconds, 1, 300),
    ]);

    public ValidateOptionsResult Validate(string? name, RelayOptions options) => Result(
    [
        Range("Relay:Window", options.Window, 0, 1_000_000),
        Range("Relay:WaitingRoom", options.WaitingRoom, 0, 10_000_000),
        Range("Relay:RingCapacity", options.RingCapacity, 1_024, 16_777_216),
        PowerOfTwo("Relay:RingCapacity", options.RingCapacity),
        Range("Relay:MaxAttempts", options.MaxAttempts, 1, 100),
        Range("Relay:BackoffBaseSeconds", options.BackoffBaseSeconds, 0.01, 60),
        Range("Relay:BackoffCapSeconds", options.BackoffCapSeconds, 0.01, 3_600),
        Range("Relay:SweepMilliseconds", options.SweepMilliseconds, 10, 60_000),
        Range("Relay:SweepBatch", options.SweepBatch, 1, 100_000),
        Range("Relay:DueBacklog", options.DueBacklog, 1, 1_000_000),
        Range("Relay:InstanceTimeoutSeconds", options.InstanceTimeoutSeconds, 3, 3_600),
        Range("Relay:RedeliverSeconds", options.RedeliverSeconds, 5, 86_400),
    ]);

    public ValidateOptionsResult Validate(string? name, DeadLetterOptions options) => Result(
        [Range("DeadLetters:KeepDays", options.KeepDays, 1, 3_650)]);

    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options) => Result(
        [
            System.Uri.TryCreate(options.Uri, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"
                ? null
                : "RabbitMq:Uri must be an address that starts with amqp:// or amqps://.",
            BrokerTls.Check(options.Tls),
            Range("QuorumGroupSize", options.QuorumGroupSize, 0, 7, "RabbitMq"),
            Range("DeliveryLimit", options.DeliveryLimit, 1, 1_000, "RabbitMq"),
            Range("Prefetch", options.Prefetch, 1, 10_000, "RabbitMq"),
            Range("ConfirmTimeoutSeconds", options.ConfirmTimeoutSeconds, 1, 300, "RabbitMq"),
            Range("ReconnectCapSeconds", options.ReconnectCapSeconds, 1, 300, "RabbitMq"),
            Range("HeartbeatSeconds", options.HeartbeatSeconds, 1, 300, "RabbitMq"),
        ]);

    private static ValidateOptionsResult Result(string?[] failures) =>
        failures.OfType<string>().ToList() is { Count: > 0 } found ? ValidateOptionsResult.Fail(found) : ValidateOptionsResult.Success;

    private static string? Range(string setting, double value, double least, double most, string section = "Messaging") => value >= least && value <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{section}:{setting} is {value}; it must be from {least} to {most}.");

    private static string? PowerOfTwo(string setting, int value) => BitOperations.IsPow2(value)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"Messaging:{setting} is {value}; it must be a power of two.");
}
