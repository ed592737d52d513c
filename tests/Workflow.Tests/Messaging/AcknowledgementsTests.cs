using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Workflow.Messaging.RabbitMq;

namespace Workflow.Tests.Messaging;

public sealed class AcknowledgementsTests
{
    private readonly Frames _frames = Frames.Create();

    [Fact]
    public async Task Should_acknowledge_by_one_frame_all_up_to_the_first_that_is_in_hand()
    {
        var acknowledgements = Create();

        foreach (var tag in (ulong[])[3, 1, 2, 5])
            acknowledgements.Add(tag);

        Assert.Equal("ack 3 and before", await _frames.NextAsync());
        Assert.Equal("ack 5", await _frames.NextAsync());
    }

    [Fact]
    public async Task Should_name_no_delivery_that_the_broker_has_back_already()
    {
        var acknowledgements = Create();

        acknowledgements.Add(1);
        await acknowledgements.ReturnAsync(2);

        Assert.Equal("nack 2", await _frames.NextAsync());
        Assert.Equal("ack 1 and before", await _frames.NextAsync());
    }

    [Fact]
    public async Task Should_owe_nothing_after_a_flush()
    {
        var acknowledgements = Create();
        acknowledgements.Add(1);
        acknowledgements.Add(4);

        await acknowledgements.FlushAsync();

        Assert.Equal("ack 1 and before", await _frames.NextAsync());
        Assert.Equal("ack 4", await _frames.NextAsync());
    }

    [Fact]
    public async Task Should_keep_nothing_back_when_few_may_be_in_hand()
    {
        Create(prefetch: 2).Add(2);

        Assert.Equal("ack 2", await _frames.NextAsync());
    }

    [Fact]
    public async Task Should_give_up_a_channel_that_takes_no_acknowledgement()
    {
        var acknowledgements = Create();
        _frames.Fault = new IOException("broken");

        acknowledgements.Add(1);

        Assert.Equal("ack 1 and before", await _frames.NextAsync());
        Assert.Equal("close", await _frames.NextAsync());
    }

    private Acknowledgements Create(int prefetch = 1024) => new((IChannel)(object)_frames, prefetch, NullLogger.Instance);

    /// <summary>A channel that remembers what was sent on it.</summary>
    public class Frames : DispatchProxy
    {
        private readonly System.Threading.Channels.Channel<string> _sent = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public Exception? Fault { get; set; }

        public static Frames Create() => (Frames)(object)Create<IChannel, Frames>();

        public async Task<string> NextAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            return await _sent.Reader.ReadAsync(limit.Token);
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod?.Name)
            {
                case "get_IsOpen":
                    return true;
                case nameof(IChannel.BasicAckAsync):
                    return Send($"ack {args![0]}{(args[1] is true ? " and before" : "")}");
                case nameof(IChannel.BasicNackAsync):
                    return Send($"nack {args![0]}");
                case nameof(IChannel.CloseAsync):
                    Fault = null;
                    return Send("close").AsTask();
                default:
                    throw new NotSupportedException(targetMethod?.Name);
            }
        }

        private ValueTask Send(string frame)
        {
            _sent.Writer.TryWrite(frame);
            return Fault is null ? ValueTask.CompletedTask : ValueTask.FromException(Fault);
        }
    }
}
