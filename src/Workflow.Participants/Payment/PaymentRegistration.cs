using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Messaging;
using Workflow.Participants.Simulation;

namespace Workflow.Participants.Payment;

/// <summary>Registers the payments: authorization and refund at a gateway.</summary>
public static class PaymentRegistration
{
    /// <summary>Pinned name of the queue that payment reads.</summary>
    public const string Queue = "payment";

    /// <summary>
    /// Adds the lane and the gateway's client; reads the section <c>Payment</c>.
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
            .ValidateOnStart();
        services.AddSingleton<PaymentGateway>();
        services.AddSingleton<PaymentLane>();
        return services;
    }

    /// <summary>Adds the consumer to the bus.</summary>
    public static void AddPaymentConsumers(this IBusRegistrationConfigurator configurator) => configurator.AddConsumer<PaymentConsumer>();

    /// <summary>Configures the endpoint of <see cref="Queue"/>.</summary>
    public static void ConfigurePayment(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.UseLanes(context);
        endpoint.ConfigureConsumer<PaymentConsumer>(context);
    }
}
