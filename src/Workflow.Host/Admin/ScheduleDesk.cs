using Workflow.Host.Admin.Access;
using Workflow.Host.Admin.Audit;
using Workflow.Messaging.Scheduling;

namespace Workflow.Host.Admin;

/// <summary>What operators do with the schedule, from whichever door.</summary>
internal sealed class ScheduleDesk(OperatorDesk desk, ScheduledMessages schedule)
{
    /// <summary>False when it is not in the schedule any more.</summary>
    internal Task<bool> RunAsync(AdminCall call, Guid messageId, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish("schedule-run", messageId.ToString()), AdminRoles.Operator, async token =>
        {
            var found = await schedule.RunNowAsync(messageId, token);
            return new Acted<bool>(found, found ? AuditResults.Done : AuditResults.Refused, found ? null : "There is no such message.");
        }, cancellationToken);

    /// <summary>How many were not due before.</summary>
    internal Task<long> RunAsync(AdminCall call, ScheduledFilter filter, CancellationToken cancellationToken) =>
        desk.ActAsync(call.Wish("schedule-run-many", filter.ToString(), filter.OrderId), AdminRoles.Operator, async token =>
        {
            var count = await schedule.RunNowAsync(filter, token);
            return new Acted<long>(count, count > 0 ? AuditResults.Done : AuditResults.Repeated, $"{count} messages.");
        }, cancellationToken);
}
