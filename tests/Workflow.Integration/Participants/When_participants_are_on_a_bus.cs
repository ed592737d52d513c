using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Workflow.Contracts;
using Workflow.Integration.PaymentGateway;
using Workflow.Messaging;
using Workflow.Participants.Payment;
using Workflow.Participants.Shipment;
using Workflow.Participants.Stock;
using Workflow.TestSupport;
using static Workflow.Integration.Participants.Commands;

namespace Workflow.Integration.Participants;

public sealed class When_participants_are_on_a_bus(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_take_commands_from_their_queues_and_answer_to_the_sagas()
    {
        using var ledger = new TemporaryLedger();
        await using var gateway = await GatewayProcess.StartAsync(ledger.Path);
        var answers = new Answers();
        using var host = Build(await postgres.CreateMigratedDatabaseAsync(), gateway, answers);
        await host.StartAsync();
        await host.Services.GetRequiredService<StockReceipts>().ReceiveAsync("initial", Lines(("A", 1000)), CancellationToken.None);
        var orders = Enumerable.Range(0, 100).Select(_ => NewOrder()).ToList();

        var bus = host.Services.GetRequiredService<IBus>();
        foreach (var (queue, command) in orders.SelectMany(order => new (string, OrderMessage)[]
        {
            ("stock", Reserve(order, ("A", 1))), ("payment", Authorize(order)), ("shipment", Arrange(order)),
        }))
        {
            var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{queue}"));
            await endpoint.Send(command, command.GetType(), context => context.MessageId = command.MessageId);
        }
        await answers.ReachAsync(300);

        Assert.Equal(100, answers.Of<StockReserved>());
        Assert.Equal(100, answers.Of<PaymentAuthorized>());
        Assert.Equal(100, answers.Of<ShipmentArranged>());
        await host.StopAsync();
    }

    private static IHost Build(string database, GatewayProcess gateway, Answers answers)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Payment:GatewayUrl"] = gateway.Http.BaseAddress!.ToString();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(database))
            .AddWorkflowMessaging(builder.Configuration, bus => ConfigureBus(bus, answers))
            .AddStock(builder.Configuration).AddPayment(builder.Configuration).AddShipment(builder.Configuration);
        return builder.Build();
    }

    private static void ConfigureBus(IBusRegistrationConfigurator bus, Answers answers)
    {
        bus.AddStockConsumers();
        bus.AddPaymentConsumers();
        bus.AddShipmentConsumers();
        bus.UsingInMemory((context, configurator) =>
        {
            configurator.UseWorkflowMessaging();
            configurator.ReceiveEndpoint(StockRegistration.Queue, endpoint => endpoint.ConfigureStock(context));
            configurator.ReceiveEndpoint(PaymentRegistration.Queue, endpoint => endpoint.ConfigurePayment(context));
            configurator.ReceiveEndpoint(ShipmentRegistration.Queue, endpoint => endpoint.ConfigureShipment(context));
            configurator.ReceiveEndpoint("order-saga", endpoint => endpoint.Instance(answers));
        });
    }

    private sealed class Answers : IConsumer<StockReserved>, IConsumer<PaymentAuthorized>, IConsumer<ShipmentArranged>
    {
        private readonly ConcurrentDictionary<Guid, OrderMessage> _byId = new();
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _wanted = int.MaxValue;

        public Task ReachAsync(int count)
        {
            Volatile.Write(ref _wanted, count);
            Check();
            return _enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        public int Of<T>() => _byId.Values.OfType<T>().Count();

        public Task Consume(ConsumeContext<StockReserved> context) => Take(context.Message);

        public Task Consume(ConsumeContext<PaymentAuthorized> context) => Take(context.Message);

        public Task Consume(ConsumeContext<ShipmentArranged> context) => Take(context.Message);

        private Task Take(OrderMessage answer)
        {
            _byId[answer.MessageId] = answer;
            Check();
            return Task.CompletedTask;
        }

        private void Check()
        {
            if (_byId.Count >= Volatile.Read(ref _wanted))
                _enough.TrySetResult();
        }
    }
}
