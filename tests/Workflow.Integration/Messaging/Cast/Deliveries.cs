using System.Text;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Contracts;
using Workflow.Integration.RabbitMq;
using Workflow.Messaging.Outbox;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>Deliveries that no outbox asked for, as a transport makes them that delivers once too often.</summary>
internal static class Deliveries
{
    internal static async Task DeliverAsync(this Instance instance, Database database, OrderMessage message, int times)
    {
        if (database.Broker is { } broker)
            await PublishAsync(broker, message, times);
        else
            await SendAsync(instance.Services.GetRequiredService<IBus>(), message, times);
    }

    private static async Task PublishAsync(Uri broker, OrderMessage message, int times)
    {
        await using var sender = await BrokerClient.ConnectAsync(broker);
        var body = Encoding.UTF8.GetString(MessageBodies.Serialize(message));
        for (var time = 0; time < times; time++)
            await sender.PublishAsync(Letters.Queue, body, MessageBodies.WireNameOf(message.GetType()), message.MessageId);
    }

    private static async Task SendAsync(IBus bus, OrderMessage message, int times)
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{Letters.Queue}"));
        for (var time = 0; time < times; time++)
            await endpoint.Send(message, message.GetType(), Pipe.Execute<SendContext>(context => context.MessageId = message.MessageId));
    }
}
