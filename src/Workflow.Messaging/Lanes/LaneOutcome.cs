namespace Workflow.Messaging.Lanes;

/// <summary>How a unit of work ended when it did not fail.</summary>
public enum LaneOutcome
{
    /// <summary>The effect is committed.</summary>
    Committed,

    /// <summary>The inbox knew the message: the effect had been committed before, and nothing was written now.</summary>
    Duplicate,
}
