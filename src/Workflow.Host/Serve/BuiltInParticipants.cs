using MassTransit;
using Workflow.Host.Admin;
using Workflow.Host.Payments;
using Workflow.Messaging.RabbitMq;
using Workflow.Messaging.Transport;
using Workflow.Orchestrator.Orders;
using Workflow.Participants.Payment;
using Workflow.Participants.Shipment;
using Workflow.Participants.Stock;

namespace Workflow.Host.Serve;

/// <summary>
/// Which participants this host runs itself; section <c>Participants</c>. One that is off is somebody else's service: its
/// commands go to the same queue, and the saga does not know the difference.
/// </summary>
/// <param name="Stock"><c>Participants:Stock:Enabled</c>; default true.</param>
/// <param name="Payment"><c>Participants:Payment:Enabled</c>; default true.</param>
/// <param name="Shipment"><c>Participants:Shipment:Enabled</c>; default true.</param>
internal sealed record BuiltInParticipants(bool Stock = true, bool Payment = true, bool Shipment = true)
{
    private const string Section = "Participants";
    private static readonly string[] Names = [nameof(Stock), nameof(Payment), nameof(Shipment)];

    /// <summary>The queues whose commands are for services of somebody else.</summary>
    internal IReadOnlyList<string> Elsewhere => [.. Of((!Stock, OrderQueues.Stock), (!Payment, OrderQueues.Payment), (!Shipment, OrderQueues.Shipment))];

    /// <exception cref="SettingException">A name or value is unknown, or nobody could take the commands of one that is off.</exception>
    internal static BuiltInParticipants Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section.GetChildren().FirstOrDefault(child => !Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new SettingException($"{unknown.Path} is unknown; the participants are Stock, Payment and Shipment.");
        return new BuiltInParticipants(IsEnabled(section, nameof(Stock)), IsEnabled(section, nameof(Payment)), IsEnabled(section, nameof(Shipment)));
    }

    /// <summary>Refuses what could not work: in memory there is no way to another process.</summary>
    internal BuiltInParticipants For(TransportKind transport)
    {
        if (transport == TransportKind.InMemory && Elsewhere is [var queue, ..])
            throw new SettingException(
                $"{Section}:{Name(queue)}:Enabled is false and Transport is InMemory: no other service could take the commands on '{queue}'. Set Transport=RabbitMQ, or enable it.");
        return this;
    }

    internal void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(this);
        if (Stock)
            services.AddStock(configuration);
        if (Payment)
            services.AddPayment(configuration).AddPaymentCallbacks();
        if (Shipment)
            services.AddShipment(configuration);
        // Declared all the same: commands wait there until the other service has started for the first time.
        foreach (var queue in Elsewhere)
            services.AddSingleton(new BrokerQueue(queue));
    }

    internal void AddConsumers(IBusRegistrationConfigurator bus)
    {
        if (Stock)
            bus.AddStockConsumers();
        if (Payment)
            bus.AddPaymentConsumers();
        if (Shipment)
            bus.AddShipmentConsumers();
    }

    internal void Configure(IBusFactoryConfigurator transport, IBusRegistrationContext context)
    {
        if (Stock)
            transport.ReceiveEndpoint(StockRegistration.Queue, endpoint => endpoint.ConfigureStock(context));
        if (Payment)
        {
            transport.ReceiveEndpoint(PaymentRegistration.Queue, endpoint => endpoint.ConfigurePayment(context));
            transport.ReceiveEndpoint(PaymentRegistration.CallbackQueue, endpoint => endpoint.ConfigurePaymentCallbacks(context));
        }
        if (Shipment)
            transport.ReceiveEndpoint(ShipmentRegistration.Queue, endpoint => endpoint.ConfigureShipment(context));
    }

    /// <summary>The doors that belong to a participant are there when it is.</summary>
    internal void MapDoors(IEndpointRouteBuilder app)
    {
        if (Stock)
            app.MapStockReceipts();
        if (Payment)
            app.MapPaymentCallbacks();
    }

    /// <summary>Name of a queue's participant in the settings.</summary>
    internal static string Name(string queue) => char.ToUpperInvariant(queue[0]) + queue[1..];

    private static IEnumerable<string> Of(params (bool IsMeant, string Queue)[] queues) => queues.Where(queue => queue.IsMeant).Select(queue => queue.Queue);

    private static bool IsEnabled(IConfigurationSection section, string name)
    {
        var own = section.GetSection(name);
        if (own.GetChildren().FirstOrDefault(child => !child.Key.Equals("Enabled", StringComparison.OrdinalIgnoreCase)) is { } unknown)
            throw new SettingException($"{unknown.Path} is unknown; there is only {own.Path}:Enabled.");
        return own["Enabled"] is not { Length: > 0 } text || (bool.TryParse(text, out var isEnabled)
            ? isEnabled
            : throw new SettingException($"{own.Path}:Enabled is '{text}'; it must be true or false."));
    }
}

/// <summary>A setting that the host cannot start with; the message names it.</summary>
internal sealed class SettingException(string message) : InvalidOperationException(message);
