using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Contracts;
using Workflow.Messaging;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>MassTransit's own repository, which shows that the contract asks for nothing special.</summary>
public sealed class When_counters_are_kept_in_memory : CounterContract
{
    private protected override async Task<ICounterWorld> StartAsync() => await World.StartAsync();

    private sealed class World(ServiceProvider provider) : ICounterWorld
    {
        internal static async Task<World> StartAsync()
        {
            var world = new World(new ServiceCollection().AddLogging().AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddSagaStateMachine<CounterMachine, Counter>().InMemoryRepository();
                bus.UsingInMemory((context, transport) =>
                {
                    transport.UseWorkflowMessaging();
                    transport.ReceiveEndpoint("counter", endpoint =>
                    {
                        // It lets a message wait at a saga that has ended when its turn comes.
                        endpoint.UseMessageRetry(retry => retry.Immediate(5));
                        endpoint.UseInMemoryOutbox(context);
                        endpoint.ConfigureSaga<Counter>(context);
                    });
                });
            }).BuildServiceProvider());
            await world.Bus.StartAsync();
            return world;
        }

        private IBusControl Bus => provider.GetRequiredService<IBusControl>();

        public async Task SendAsync(OrderMessage message)
        {
            var endpoint = await Bus.GetSendEndpoint(new Uri("queue:counter"));
            await endpoint.Send(message, message.GetType());
        }

        public async Task<(int Count, string State)?> FindAsync(Guid id) =>
            await provider.GetRequiredService<ILoadSagaRepository<Counter>>().Load(id) is { } counter ? (counter.Count, counter.State) : null;

        public async ValueTask DisposeAsync()
        {
            await Bus.StopAsync();
            await provider.DisposeAsync();
        }
    }
}
