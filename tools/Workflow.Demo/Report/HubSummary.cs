using Workflow.Demo.Hub;

namespace Workflow.Demo.Report;

/// <summary>What a consumer of Kafka has read, for a reader.</summary>
internal static class HubSummary
{
    public static void Write(Action<FormattableString> line, EventJudgement hub, string how)
    {
        line($"");
        line($"Kafka (librdkafka's mock cluster), {how}");
        line($"  events         {hub.Events,8:N0}   in order-events; {hub.Repeated:N0} records came again under their first id");
        line($"  lost           {hub.Lost,8:N0}   told by the orders' histories, and not there");
        line($"  reordered      {hub.Reordered,8:N0}   orders whose events were out of order");
        line($"  unexpected     {hub.Unexpected,8:N0}   events that no history tells of, or repeats that differ");
    }
}
