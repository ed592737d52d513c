using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Testing;

// Who plays along.
public sealed partial class OrderHarness
{
    private const int MostAnswers = 1000;

    private readonly Dictionary<string, Func<OrderMessage, Task<OrderMessage?>>> _participants = [];
    private int _played;

    /// <summary>
    /// From now on <paramref name="participant"/> gets each command for <paramref name="queue"/>, and what it returns is its answer;
    /// null for none. It may be your own participant's code, or one of <see cref="Actors"/>.
    /// </summary>
    /// <param name="queue">One of <see cref="OrderQueues"/>, but not the saga's.</param>
    /// <param name="participant">What it throws, the scenario throws.</param>
    /// <returns>The harness, for the next call.</returns>
    public OrderHarness Play(string queue, Func<OrderMessage, OrderMessage?> participant) =>
        PlayAsync(queue, command => Task.FromResult(participant(command)));

    /// <summary>As <see cref="Play(string, Func{OrderMessage, OrderMessage})"/>, for code that takes its time.</summary>
    /// <param name="queue">One of <see cref="OrderQueues"/>, but not the saga's.</param>
    /// <param name="participant">What it throws, the scenario throws.</param>
    /// <returns>The harness, for the next call.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no participant at that queue.</exception>
    public OrderHarness PlayAsync(string queue, Func<OrderMessage, Task<OrderMessage?>> participant)
    {
        if (queue is not (OrderQueues.Stock or OrderQueues.Payment or OrderQueues.Shipment))
            throw new ArgumentOutOfRangeException(nameof(queue), queue, $"Not {OrderQueues.Stock}, {OrderQueues.Payment} or {OrderQueues.Shipment}.");
        _participants[queue] = participant;
        return this;
    }

    /// <summary>As <see cref="Play(string, Func{OrderMessage, OrderMessage})"/>, at all three queues.</summary>
    /// <returns>The harness, for the next call.</returns>
    public OrderHarness PlayAll(Func<OrderMessage, OrderMessage?> participant) =>
        Play(OrderQueues.Stock, participant).Play(OrderQueues.Payment, participant).Play(OrderQueues.Shipment, participant);

    // Each command once, in order; their answers may bring forth more.
    private async Task PlayAsync()
    {
        for (var answers = 0; _participants.Count > 0 && _played < Sent.Count; answers++)
        {
            if (answers == MostAnswers)
                throw Failure($"The participants and the saga have not come to rest after {MostAnswers} commands.");
            var (queue, command) = Sent[_played++];
            if (_participants.TryGetValue(queue, out var participant) && await participant(command) is { } answer)
                await DeliverOnce(answer);
        }
        // What nobody played stays unanswered, also when somebody joins later.
        if (_participants.Count == 0)
            _played = Sent.Count;
    }
}
