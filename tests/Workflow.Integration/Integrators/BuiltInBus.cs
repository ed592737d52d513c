using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging;
using Workflow.Orchestrator.Orders;
using Workflow.Participants.Payment;
using Workflow.Participants.Shipment;
using Workflow.Participants.Stock;

namespace Workflow.Integration.Integrators;

/// <summary>The built-in participants on a broker, without the saga.</summary>
internal static class BuiltInBus
{
    public static IHost Build(string database, Uri broker, GatewayProcess gateway)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Transport"] = "RabbitMQ";
        builder.Configuration["RabbitMq:Uri"] = broker.ToString();
        builder.Configuration["Payment:GatewayUrl"] = gateway.Http.BaseAddress!.ToString();
        builder.Configuration["Shipment:UnservedCountries:0"] = "Nowhere";
        builder.Services.AddSingleton(NpgsqlDataSource.Create(database))
            .AddStock(builder.Configuration).AddPayment(builder.Configuration).AddShipment(builder.Configuration)
            .AddWorkflowMessaging(builder.Configuration, bus =>
            {
                bus.AddStockConsumers();
                bus.AddPaymentConsumers();
                bus.AddShipmentConsumers();
                bus.UseTransport(builder.Configuration, (context, transport) =>
                {
                    transport.ReceiveEndpoint(OrderQueues.Stock, endpoint => endpoint.ConfigureStock(context));
                    transport.ReceiveEndpoint(OrderQueues.Payment, endpoint => endpoint.ConfigurePayment(context));
                    transport.ReceiveEndpoint(PaymentRegistration.CallbackQueue, endpoint => endpoint.ConfigurePaymentCallbacks(context));
                    transport.ReceiveEndpoint(OrderQueues.Shipment, endpoint => endpoint.ConfigureShipment(context));
                });
            });
        return builder.Build();
    }
}
