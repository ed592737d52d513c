using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Lanes;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>What came to one instance's queue. Unless a test says otherwise, each letter's effect is a note in a lane.</summary>
internal sealed class LetterBox : IAsyncDisposable
{
    private readonly ConcurrentQueue<Letter> _letters = new();
    private readonly ConcurrentQueue<OrderRejected> _events = new();
    private int _least;
    private int _letGo;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LetterBox(MessageStore store) => Lane = new Lane<NoteUnit>("letters", new NoteWriter(), store, NullLogger.Instance);

    internal Lane<NoteUnit> Lane { get; }

    /// <summary>For consumers that wait until a test lets them go on, or ends.</summary>
    internal Task Opened => _opened.Task;

    /// <summary>What went wrong in consumers, in this process's own view.</summary>
    internal ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>What is done with a letter; null for what is usually done.</summary>
    internal Func<ReleaseStock, Task?> Reading { get; set; } = _ => null;

    /// <summary>The note that a letter becomes.</summary>
    internal Func<ReleaseStock, string> TextOf { get; set; } = letter => letter.Attempt.ToString();

    /// <summary>With a broker: what happens as a channel for the letters opens, outside and inside of the product's own filter.</summary>
    internal Func<ChannelMoment, Task> OpeningChannel { get; set; } = _ => Task.CompletedTask;

    /// <summary>Every delivery, in the order of its coming, also one that failed afterwards.</summary>
    internal IReadOnlyList<Letter> Letters => [.. _letters];

    internal IReadOnlyList<OrderRejected> Events => [.. _events];

    internal int Count => _letters.Count;

    /// <summary>How often the consumer has returned.</summary>
    internal int Consumed => Volatile.Read(ref _letGo);

    /// <summary>The least number that came.</summary>
    internal int Least => Volatile.Read(ref _least);

    internal Task TakeAsync(ConsumeContext<ReleaseStock> context)
    {
        var message = context.Message;
        NoteLeast(message.Attempt);
        _letters.Enqueue(new Letter(message.OrderId, message.Attempt, message.MessageId, DateTimeOffset.UtcNow));
        return Reading(message) ?? Lane.RunLastAsync(NoteOf(message), context);
    }

    private void NoteLeast(int number)
    {
        for (var least = _least; number < least; least = _least)
            Interlocked.CompareExchange(ref _least, number, least);
    }

    internal void Take(OrderRejected message) => _events.Enqueue(message);

    internal void LetGo() => Interlocked.Increment(ref _letGo);

    internal void Open() => _opened.TrySetResult();

    /// <summary>A plain consumer, without inbox and effect.</summary>
    internal void JustReceive() => Reading = _ => Task.CompletedTask;

    public ValueTask DisposeAsync() => Lane.DisposeAsync();

    private NoteUnit NoteOf(ReleaseStock message) => new(message.OrderId, TextOf(message)) { MessageId = message.MessageId, Consumer = "letters" };
}

internal sealed record Letter(Guid OrderId, int Number, Guid MessageId, DateTimeOffset At);

internal sealed class LetterConsumer(LetterBox box) : IConsumer<ReleaseStock>
{
    public async Task Consume(ConsumeContext<ReleaseStock> context)
    {
        await box.TakeAsync(context);
        box.LetGo();
    }
}

internal sealed class Subscriber(LetterBox box) : IConsumer<OrderRejected>
{
    public Task Consume(ConsumeContext<OrderRejected> context)
    {
        box.Take(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class FaultWatch(LetterBox box) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => ReceiveFault(context.ReceiveContext, exception);

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        box.Faults.Enqueue(exception);
        return Task.CompletedTask;
    }
}

internal enum ChannelMoment
{
    Outside,
    Inside,
}
