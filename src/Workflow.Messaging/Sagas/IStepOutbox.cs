using Workflow.Contracts;

namespace Workflow.Messaging.Sagas;

/// <summary>
/// What a saga's activity finds as a payload of its context when the saga is kept through lanes. A message that is given to it
/// leaves with the step's commit, as one does that is sent through the context, but without MassTransit's pipe for sending,
/// which took a fifth of a host's time.
/// </summary>
public interface IStepOutbox
{
    /// <summary>A message for one queue, by its pinned name.</summary>
    void Send(string queue, OrderMessage message);

    /// <summary>An event for whoever subscribed.</summary>
    void Publish(OrderMessage happened);
}
