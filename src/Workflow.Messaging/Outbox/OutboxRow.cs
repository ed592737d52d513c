using System.Collections.Concurrent;
using System.Text.Json;
using Workflow.Contracts;
using Workflow.Messaging.Telemetry;

namespace Workflow.Messaging.Outbox;

/// <summary>A message as it waits to be sent. Its id is fixed here, so a resend has the same id.</summary>
public sealed class OutboxRow
{
    // There are a handful of queues, and several messages for them in each order.
    private static readonly ConcurrentDictionary<string, string> Queues = new(StringComparer.Ordinal);

    private string? _headers;
    private string? _destinationName;
    private byte[]? _json;
    private bool _mayComeAgain;

    /// <summary>Prefix of a destination that is one queue: the message goes to its one consumer.</summary>
    public const string QueuePrefix = "queue:";

    /// <summary>Prefix of a destination that is an event: it goes to whoever subscribed.</summary>
    public const string EventPrefix = "event:";

    /// <summary>Unique, UUID version 7.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The order, by which messages are kept in order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary><c>queue:NAME</c> or <c>event:WIRE-NAME</c>: no transport's own address, so the transport can change.</summary>
    public required string Destination { get; init; }

    /// <summary>Wire name, see <see cref="ContractCatalog"/>.</summary>
    public required string MessageType { get; init; }

    /// <summary>The message as UTF-8 JSON, or as it was stored when it is no message; made when it is first asked for.</summary>
    public required byte[] Body { get => _json ??= MessageBodies.Serialize(Message!); init => _json = value; }

    /// <summary>Transport headers as JSON; null when there are none.</summary>
    public string? Headers { get => _headers; init => _headers = value; }

    /// <summary>How often sending or consuming it failed.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// Whether a row with this id may be written again after this one is gone: its id follows from a name, it was read from the table, where
    /// it may be a dead letter that was resent, or it may have been written by a try before.
    /// </summary>
    internal bool MayComeAgain { get => _mayComeAgain || MessageId.Version != 7; set => _mayComeAgain = value; }

    /// <summary>The message itself; null for a row that was stored as JSON and read from the table.</summary>
    internal OrderMessage? Message { get; init; }

    /// <summary>The form that the table gets: a third of the JSON's bytes, each of which is also written to the log.</summary>
    internal byte[] Stored => Message is null ? Body : MessageBodies.Store(Message);

    /// <summary>When it was put on its way to the sender, in ticks of the stopwatch.</summary>
    internal long QueuedAt { get; set; }

    /// <summary>When it was given to the broker, in ticks of the stopwatch.</summary>
    internal long SentAt { get; set; }

    /// <summary>The span that it follows from, in W3C form; null when its trace is not sampled.</summary>
    internal string? TraceParent => _headers is null ? null : HeadersOf(_headers).GetValueOrDefault(Tracing.ParentHeader);

    /// <summary>Whether this is an event for whoever subscribed.</summary>
    public bool IsEvent => Destination.StartsWith(EventPrefix, StringComparison.Ordinal);

    /// <summary>Name of the queue, or wire name of the event.</summary>
    public string DestinationName { get => _destinationName ??= Destination[(Destination.IndexOf(':') + 1)..]; private init => _destinationName = value; }

    /// <summary>A message for one queue, with <paramref name="headers"/> as JSON or none.</summary>
    public static OutboxRow ToQueue(string queue, OrderMessage message, string? headers = null) =>
        Create(Queues.GetOrAdd(queue, name => QueuePrefix + name), queue, message, headers);

    /// <summary>An event for whoever subscribed.</summary>
    public static OutboxRow ToSubscribers(OrderMessage message)
    {
        var wireName = MessageBodies.WireNameOf(message.GetType());
        return Create(EventPrefix + wireName, wireName, message);
    }

    /// <summary>Names the span that it follows from, unless it names one already.</summary>
    internal void Stamp(string traceParent)
    {
        if (_headers is null)
        {
            _headers = $$"""{"{{Tracing.ParentHeader}}":"{{traceParent}}"}""";
            return;
        }
        var headers = HeadersOf(_headers);
        if (headers.TryAdd(Tracing.ParentHeader, traceParent))
            _headers = JsonSerializer.Serialize(headers);
    }

    /// <summary>Headers as they are stored, one by one.</summary>
    internal static Dictionary<string, string> HeadersOf(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    private static OutboxRow Create(string destination, string name, OrderMessage message, string? headers = null) => new()
    {
        MessageId = message.MessageId,
        OrderId = message.OrderId,
        Destination = destination,
        DestinationName = name,
        MessageType = MessageBodies.WireNameOf(message.GetType()),
        Body = null!,
        Headers = headers,
        Message = message,
    };
}
