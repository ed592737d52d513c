using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;

namespace Workflow.Messaging.Participants;

/// <summary>
/// Runs the work of a batch on one context in the lane's transaction: later units see what earlier ones changed, and
/// everything is saved in one go.
/// </summary>
internal sealed class EffectWriter<TContext>(IServiceProvider services) : ILaneWriter<EffectUnit<TContext>>
    where TContext : DbContext
{
    public async Task WriteAsync(LaneCommit<EffectUnit<TContext>> commit, CancellationToken cancellationToken)
    {
        // The inbox comes first: work whose message is known must not run.
        await commit.Sql.ExecuteAsync(cancellationToken);
        if (commit.IsLost)
            return;
        var options = new DbContextOptionsBuilder<TContext>().UseNpgsql(commit.Sql.Connection).Options;
        await using var context = ActivatorUtilities.CreateInstance<TContext>(services, options);
        // The lane has begun, and commits.
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        foreach (var unit in commit.Units)
        {
            // A try may be a repeat: what an earlier one left on the unit was never committed.
            unit.Outgoing.Clear();
            if (await unit.Work(context, cancellationToken) is { } answer)
                unit.Outgoing.Add(OutboxRow.ToQueue(ParticipantRegistration.SagaQueue, answer));
        }
        await SaveAsync(context, cancellationToken);
    }

    // The lane tells a passing fault from a lasting one by what the database said itself.
    private static async Task SaveAsync(TContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.InnerException is Npgsql.NpgsqlException cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }
}
