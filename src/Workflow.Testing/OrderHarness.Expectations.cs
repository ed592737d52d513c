using System.Globalization;
using Workflow.Contracts;
using Workflow.Orchestrator.Orders;

namespace Workflow.Testing;

// What a scenario expects. A failure shows the timeline.
public sealed partial class OrderHarness
{
    /// <summary>The order is in <paramref name="state"/>, one of <see cref="OrderStates"/>.</summary>
    /// <exception cref="ScenarioFailedException">It is in another.</exception>
    public void ExpectState(string state)
    {
        if ((State?.CurrentState ?? OrderStates.Submitted) != state)
            throw Failure($"Expected the order to be {state}, but it is {Shown()}.");
    }

    /// <summary>The newest command is a <typeparamref name="TCommand"/>.</summary>
    /// <exception cref="ScenarioFailedException">It is another, there is none, or it does not fit.</exception>
    public TCommand ExpectCommand<TCommand>(Predicate<TCommand>? that = null)
        where TCommand : OrderMessage
    {
        var newest = Sent.Count == 0 ? null : Sent[^1].Message;
        if (newest is not TCommand command)
            throw Failure($"Expected the newest command to be {ScenarioLog.NameOf(typeof(TCommand))}, but {(newest is null ? "there is none" : $"it is {ScenarioLog.NameOf(newest.GetType())}")}.");
        return that is null || that(command) ? command : throw Failure($"The newest command is not as expected: {command}.");
    }

    /// <summary>Exactly one <typeparamref name="TEvent"/> was published that fits.</summary>
    /// <exception cref="ScenarioFailedException">There is none, or more than one.</exception>
    public TEvent ExpectEvent<TEvent>(Predicate<TEvent>? that = null)
        where TEvent : OrderMessage
    {
        TEvent[] all = [.. Published.OfType<TEvent>()];
        TEvent[] fitting = [.. all.Where(one => that is null || that(one))];
        if (fitting.Length == 1)
            return fitting[0];
        var (name, others) = (ScenarioLog.NameOf(typeof(TEvent)), all.Length > fitting.Length ? $" Others are: {string.Join(", ", all.Except(fitting))}." : "");
        throw Failure($"Expected one {name}{(that is null ? "" : " that fits")}, but there {(fitting.Length == 0 ? "is none" : $"are {fitting.Length}")}.{others}");
    }

    /// <summary>No <typeparamref name="TMessage"/> was sent or published.</summary>
    /// <exception cref="ScenarioFailedException">One was.</exception>
    public void ExpectNo<TMessage>()
        where TMessage : OrderMessage
    {
        var count = Sent.Count(sent => sent.Message is TMessage) + Published.OfType<TMessage>().Count();
        if (count > 0)
            throw Failure($"Expected no {ScenarioLog.NameOf(typeof(TMessage))}, but there {(count == 1 ? "is one" : $"are {count}")}.");
    }

    private string Shown() => State switch
    {
        null => "not placed",
        { Step: { } step } saga => string.Create(
            CultureInfo.InvariantCulture,
            $"{saga.CurrentState} ({step}, attempt {saga.Attempt} of {_options.For(step).Attempts}{(saga.RetryAt is { } due ? $", next at {due:HH:mm:ss.fff}" : "")}{(saga.LastError is { } error ? $", last error: {error}" : "")})"),
        var saga => saga.Reason is null ? saga.CurrentState : $"{saga.CurrentState} ({saga.Reason})",
    };

    private ScenarioFailedException Failure(string what) => new(
        string.Create(CultureInfo.InvariantCulture, $"{what}\nIt is {Now:HH:mm:ss.fff}. Until now (--> came, <-- command, * event):\n{Timeline}"));
}
