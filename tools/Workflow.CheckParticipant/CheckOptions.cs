using System.Globalization;
using Workflow.Tools;

namespace Workflow.CheckParticipant;

/// <summary>Which participants there are.</summary>
internal enum ParticipantKind
{
    Shipment,
    Stock,
    Payment,
}

/// <summary>What is checked, and where.</summary>
internal sealed record CheckOptions
{
    public const string Help = """
        Checks whether a service of yours keeps the contract of a participant. It stands in for the order saga: it sends
        commands to the participant's queue and reads the answers. Nothing else of the workflow runs meanwhile.

        usage: ./workflow check-participant --rabbitmq amqp://USER:PASSWORD@HOST:5672/VHOST --participant shipment [options]

          --rabbitmq URI         the broker, best a virtual host of its own: the queue order-saga must have no other reader
          --participant NAME     shipment, stock or payment: its commands go to the queue of that name
          --sku NAME             a product that your service has 1,000 pieces of         (check-participant)
          --refuse VALUE         what your service refuses for good: for shipment a country, for payment an amount, for
                                 stock a product that it does not have                   (stock: check-participant-unknown)
          --only NAME,NAME       only these checks, by the names in the table            (all)
          --timeout SECONDS      how long an answer may take, 1 to 300                   (10)
          --quiet SECONDS        for how long nothing may come where nothing must, 0.1 to 60   (1)
          --wait SECONDS         how long to wait for your service to start, 0 to 600    (30)
          --delivery-limit N     RabbitMq:DeliveryLimit of your hosts, when it is not 20
          --group-size N         RabbitMq:QuorumGroupSize of your hosts, when it is not 0
          --purge                drop what is left in the queue order-saga by an earlier run

        Prints a table of the checks, and for each that failed how to mend it. The last line of the output is one JSON object.
        Exit code: 0 when nothing failed, 1 when something did, 2 when it could not be tried.

        What cannot be seen in messages is not checked: that an order has one row in your data. The orders' ids are printed.
        """;

    public required Uri Broker { get; init; }
    public required ParticipantKind Participant { get; init; }
    public required string Sku { get; init; }
    public string? Refuse { get; init; }
    public IReadOnlyList<string> Only { get; init; } = [];
    public TimeSpan Timeout { get; init; }
    public TimeSpan Quiet { get; init; }
    public TimeSpan Wait { get; init; }
    public int DeliveryLimit { get; init; }
    public int GroupSize { get; init; }
    public bool Purge { get; init; }

    /// <summary>Null, with the first thing that is wrong.</summary>
    public static CheckOptions? Parse(string[] args, out string? error)
    {
        var line = new CommandLine(args, "purge");
        var (broker, name) = (line.Text("rabbitmq"), line.Text("participant"));
        var uri = Uri.TryCreate(broker, UriKind.Absolute, out var parsed) && parsed.Scheme is "amqp" or "amqps" ? parsed : null;
        var options = new CheckOptions
        {
            Broker = uri ?? new Uri("amqp://localhost"),
            Participant = line.Choice("participant", ParticipantKind.Shipment),
            Sku = line.Text("sku", "check-participant"),
            Refuse = line.Text("refuse"),
            Only = line.Text("only", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Timeout = TimeSpan.FromSeconds(line.Number("timeout", 10, 1, 300)),
            Quiet = TimeSpan.FromSeconds(line.Number("quiet", 1, 0.1, 60)),
            Wait = TimeSpan.FromSeconds(line.Number("wait", 30, 0, 600)),
            DeliveryLimit = line.Count("delivery-limit", 20, 1, 1_000),
            GroupSize = line.Count("group-size", 0, 0, 7),
            Purge = line.Flag("purge"),
        };
        error = line.Error ?? (uri, name, options) switch
        {
            (null, _, _) => "--rabbitmq must be an address that starts with amqp:// or amqps://.",
            (_, null, _) => "--participant must be one of shipment, stock, payment.",
            (_, _, { Participant: ParticipantKind.Payment, Refuse: { } amount }) when !decimal.TryParse(amount, CultureInfo.InvariantCulture, out _) =>
                "--refuse must be an amount for payment, such as 9999.99.",
            _ => null,
        };
        return error is null ? options : null;
    }
}

/// <summary>The checks cannot be made as things are.</summary>
internal sealed class CheckRefusedException(string message) : Exception(message);
