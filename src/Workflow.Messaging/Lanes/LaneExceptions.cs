namespace Workflow.Messaging.Lanes;

/// <summary>The lane's ring is full: the caller should slow down and try again.</summary>
/// <param name="lane">Name of the lane.</param>
public sealed class LaneFullException(string lane)
    : Exception($"Lane '{lane}' is full. Slow down, or raise Messaging:Lanes:RingCapacity.");

/// <summary>The database did not take the unit before the caller's deadline; a later repeat is safe with the same key.</summary>
/// <param name="lane">Name of the lane.</param>
/// <param name="waited">How long the caller waited.</param>
public sealed class LaneTimeoutException(string lane, TimeSpan waited)
    : Exception($"Lane '{lane}' could not commit within {waited.TotalSeconds:0.###} s. Is the database reachable?");

/// <summary>The lane is shutting down and takes nothing more.</summary>
/// <param name="lane">Name of the lane.</param>
public sealed class LaneStoppedException(string lane)
    : Exception($"Lane '{lane}' is stopping.");

/// <summary>Another instance changed the saga first: load it again and run the message again.</summary>
/// <param name="orderId">The order.</param>
public sealed class SagaConflictException(Guid orderId)
    : Exception($"The saga of order {orderId} was changed by another instance.");
