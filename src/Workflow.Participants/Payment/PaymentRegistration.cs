using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.RabbitMq;
using Workflow.Messaging.Scheduling;
using Workflow.Messaging.Telemetry;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Payment;

/// <summary>Registers the payments: authorization and refund at a gateway.</summary>
public static class PaymentRegistration
{
    /// <summary>Pinned name of the queue that payment reads.</summary>
    public const string Queue = "payment";

    /// <summary>Pinned name of the queue that callbacks from outside come by.</summary>
    public const string CallbackQueue = "payment-callbacks";

    /// <summary>Pinned name of the direct exchange that callbacks are sent to, routed by <see cref="PayStatuses"/>.</summary>
    public const string CallbackExchange = "payment.callbacks";

    /// <summary>
    /// Adds the lane, reconciliation and the gateway's client; reads the section <c>Payment</c>.
    /// Needs <see cref="MessagingRegistration.AddWorkflowMessaging"/>.
    /// </summary>
    public static IServiceCollection AddPayment(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSimulation(configuration);
        services.AddOptions<PaymentOptions>().Bind(configuration.GetSection(PaymentOptions.Section))
            .Validate(
                options => Uri.TryCreate(options.GatewayUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
                "Payment:GatewayUrl must be an absolute http or https address.")
            .Validate(
                options => options is { TimeoutSeconds: >= 0.05 and <= 300, MaxConcurrentCalls: >= 1 and <= 1024 },
                "Payment: TimeoutSeconds must be 0.05 to 300, MaxConcurrentCalls 1 to 1024.")
            .Validate(options => options.ReconcileAfterSeconds is >= 1 and <= 86_400, "Payment:ReconcileAfterSeconds must be 1 to 86,400.")
            .Validate(options => options.CallbackSecret is null or "" or { Length: >= 16 }, "Payment:CallbackSecret must have at least 16 characters.")
            .ValidateOnStart();
        services.AddSingleton<PaymentGateway>();
        services.AddSingleton<PaymentLane>();
        services.AddSingleton<PaymentCallbacks>();
        services.AddSingleton<IDueWork, PaymentReconciliation>();
        services.AddGauges(PaymentReconciliation.Open);
        foreach (var status in PayStatuses.All)
            services.AddSingleton(new BrokerBinding(CallbackExchange, "direct", status, CallbackQueue));
        return services;
    }

    /// <summary>Adds the consumers to the bus.</summary>
    public static void AddPaymentConsumers(this IBusRegistrationConfigurator configurator)
    {
        configurator.AddSingleton<PaymentConsumer>();
        configurator.AddSingleton<PaymentCallbackConsumer>();
    }

    /// <summary>Configures the endpoint of <see cref="Queue"/>.</summary>
    public static void ConfigurePayment(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseLanes(context);
        endpoint.ConsumeInLanes<PaymentConsumer>(context);
    }

    /// <summary>Configures the endpoint of <see cref="CallbackQueue"/>.</summary>
    public static void ConfigurePaymentCallbacks(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseLanes(context);
        endpoint.ConsumeInLanes<PaymentCallbackConsumer>(context);
    }
}
