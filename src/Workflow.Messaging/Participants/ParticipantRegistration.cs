using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Messaging.RabbitMq;
using Workflow.Messaging.Transport;

namespace Workflow.Messaging.Participants;

/// <summary>Registers a participant of one's own, in a process and with a database of one's own.</summary>
public static class ParticipantRegistration
{
    /// <summary>Pinned name of the queue that the order saga reads: answers go there.</summary>
    public const string SagaQueue = "order-saga";

    /// <summary>
    /// Adds messaging, <typeparamref name="TConsumer"/> on <paramref name="queue"/>, and <see cref="Effects{TContext}"/> for it.
    /// Needs an <c>NpgsqlDataSource</c> of the service's own database, where <see cref="MessagingSchema"/> is brought up to date
    /// at start, and a <typeparamref name="TContext"/> that can be made from its options. Reads <c>RabbitMq</c> and
    /// <c>Messaging</c>; <c>RabbitMq:QuorumGroupSize</c> and <c>RabbitMq:DeliveryLimit</c> must be the workflow's, whose queue it is.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>Transport</c> is not <c>RabbitMQ</c>.</exception>
    public static IServiceCollection AddParticipant<TContext, TConsumer>(
        this IServiceCollection services, IConfiguration configuration, string queue)
        where TContext : DbContext
        where TConsumer : class, IConsumer
    {
        if (TransportSetting.Read(configuration) != TransportKind.RabbitMQ)
            throw new InvalidOperationException("A participant in a process of its own needs Transport=RabbitMQ: there is no other way to the workflow.");
        services.AddHostedService<MessagingSchemaAtStart>();
        services.AddSingleton(provider => new Effects<TContext>(
            queue, provider, (provider.GetRequiredService<MessageStore>(), provider.GetRequiredService<ILogger<Effects<TContext>>>())));
        services.AddWorkflowMessaging(configuration, bus =>
        {
            bus.AddConsumer<TConsumer>();
            bus.UseTransport(configuration, (context, transport) => transport.ReceiveEndpoint(queue, endpoint =>
            {
                endpoint.UseLanes(context);
                endpoint.ConfigureConsumer<TConsumer>(context);
            }));
        });
        // What the broker gives up belongs to the workflow, whose operators look after it.
        services.Configure<RabbitMqOptions>(options => options.TakesDeadLetters = false);
        return services;
    }
}
