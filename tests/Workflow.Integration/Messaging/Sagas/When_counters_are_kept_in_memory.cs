using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Contracts;
using Workflow.Integration.Messaging.Cast;
using Workflow.Messaging;

namespace Workflow.Integration.Messaging.Sagas;

/// <summary>MassTransit's own repository, which shows that the contract asks for nothing special.</summary>
public sealed class When_counters_are_kept_in_memory : CounterContract
{
    private protected override async Task<ICounterWorld> StartAsync() => await World.StartAsync();

    private sealed class World(ServiceProvider provider) : ICounterWorld
    {
        private readonly Watch _watch = new();
        private int _sent;

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
            world.Bus.ConnectReceiveObserver(world._watch);
            await world.Bus.StartAsync();
            return world;
        }

        private IBusControl Bus => provider.GetRequiredService<IBusControl>();

        public async Task SendAsync(OrderMessage message)
        {
            _sent++;
            var endpoint = await Bus.GetSendEndpoint(new Uri("queue:counter"));
            await endpoint.Send(message, message.GetType());
        }

        public async Task<(int Count, string State)?> FindAsync(Guid id) =>
            await provider.GetRequiredService<ILoadSagaRepository<Counter>>().Load(id) is { } counter ? (counter.Count, counter.State) : null;

        public Task WaitUntilQuietAsync() => Eventually.EqualAsync(_sent, () => Task.FromResult(_watch.Received));

        public async ValueTask DisposeAsync()
        {
            await Bus.StopAsync();
            await provider.DisposeAsync();
        }
    }

    private sealed class Watch : IReceiveObserver
    {
        private int _received;

        internal int Received => Volatile.Read(ref _received);

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => CountAsync();

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => CountAsync();

        private Task CountAsync()
        {
            Interlocked.Increment(ref _received);
            return Task.CompletedTask;
        }
    }
}
