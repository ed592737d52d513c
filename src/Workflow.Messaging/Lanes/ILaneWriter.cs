namespace Workflow.Messaging.Lanes;

/// <summary>
/// What a capability does with a batch of its units, set-based, inside the lane's transaction. It adds statements to
/// <see cref="LaneCommit{TUnit}.Sql"/> and may run them early when a decision needs what they read. It never calls
/// anything outside the database, and may be called again with the same units when a try was lost.
/// </summary>
public interface ILaneWriter<TUnit>
    where TUnit : LaneUnit
{
    /// <summary>Writes the effects of <paramref name="commit"/>'s units.</summary>
    Task WriteAsync(LaneCommit<TUnit> commit, CancellationToken cancellationToken);
}
