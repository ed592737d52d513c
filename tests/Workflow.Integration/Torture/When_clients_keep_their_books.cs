using Workflow.Torture.Load;

namespace Workflow.Integration.Torture;

public sealed class When_clients_keep_their_books
{
    [Fact]
    public void Should_know_each_key_and_what_was_promised_for_it()
    {
        var ledger = new ClientLedger(TimeProvider.System);
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var key in (string[])["a", "b", "a"])
            ledger.Send(key);
        ledger.Acknowledge("a", one);
        ledger.Acknowledge("a", one);

        Assert.Equal((2, 1), (ledger.Sent, ledger.Acknowledged));
        ledger.Acknowledge("a", two);
        Assert.Equal((2, 1), (ledger.Sent, ledger.Acknowledged));
        Assert.Equal(new[] { one, two }.Order(), ledger.Promises["a"].Order());
        Assert.Empty(ledger.Promises["b"]);
    }

    [Fact]
    public void Should_measure_the_longest_time_without_an_answer_also_at_both_ends()
    {
        var time = new HandClock();
        var ledger = new ClientLedger(time);
        time.Move(100);
        ledger.Begin();
        ledger.Send("a");
        time.Move(2);
        ledger.Acknowledge("a", Guid.CreateVersion7());
        Assert.Equal(TimeSpan.FromSeconds(2), ledger.LongestUnavailable);
        time.Move(1);
        ledger.MarkAnswer();
        Assert.Equal(TimeSpan.FromSeconds(2), ledger.LongestUnavailable);
        time.Move(3);
        ledger.MarkAnswer();
        Assert.Equal(TimeSpan.FromSeconds(3), ledger.LongestUnavailable);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now;

        public void Move(int seconds) => _now += seconds * TimestampFrequency;

        public override long GetTimestamp() => _now;
    }
}
