using MassTransit;

namespace Workflow.Benchmarks.Couriers;

/// <summary>The message of <see cref="MemoryCourier"/>; about <see cref="Courier.Size"/> bytes as JSON.</summary>
public sealed record SmallMessage(long Since, string Padding);

/// <summary>MassTransit's bus in memory, with bare JSON instead of its envelope.</summary>
internal sealed class MemoryCourier : Courier
{
    private static readonly string Padding = new('x', Size - 47);
    private readonly IBusControl _bus;
    private readonly ISendEndpoint _endpoint;

    private MemoryCourier(IBusControl bus, ISendEndpoint endpoint) => (_bus, _endpoint) = (bus, endpoint);

    public static async Task<Courier> StartAsync(Arrivals arrivals, CancellationToken stop)
    {
        var bus = Bus.Factory.CreateUsingInMemory(memory =>
        {
            memory.UseRawJsonSerializer(RawSerializerOptions.All, isDefault: true);
            memory.ReceiveEndpoint("small", endpoint => endpoint.Handler<SmallMessage>(context =>
            {
                arrivals.Arrived(context.Message.Since);
                return Task.CompletedTask;
            }));
        });
        await bus.StartAsync(stop);
        return new MemoryCourier(bus, await bus.GetSendEndpoint(new Uri("queue:small")));
    }

    public override ValueTask SendAsync(long since) => new(_endpoint.Send(new SmallMessage(since, Padding)));

    public override async ValueTask DisposeAsync() => await _bus.StopAsync();
}
