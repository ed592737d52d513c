using System.Runtime.CompilerServices;
using Workflow.Messaging.Ring;

namespace Workflow.Benchmarks.Couriers;

/// <summary>Within one process, and gone with it.</summary>
internal sealed class RingCourier : Courier
{
    private readonly Ring<Parcel> _ring = new(8192);
    private readonly Task _reading;

    public RingCourier(Arrivals arrivals) => _reading = Task.Run(() => ReadAsync(arrivals));

    public override ValueTask SendAsync(long since)
    {
        var parcel = default(Parcel);
        parcel[0] = since;
        var spinner = new SpinWait();
        while (!_ring.TryWrite(parcel))
            spinner.SpinOnce(sleep1Threshold: -1);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _ring.Complete();
        await _reading;
    }

    private async Task ReadAsync(Arrivals arrivals)
    {
        var batch = new Parcel[256];
        while (await _ring.WaitToReadAsync())
        {
            var count = _ring.Drain(batch);
            for (var i = 0; i < count; i++)
                arrivals.Arrived(batch[i][0]);
        }
    }

    [InlineArray(Size / sizeof(long))]
    private struct Parcel
    {
        private long _first;
    }
}
