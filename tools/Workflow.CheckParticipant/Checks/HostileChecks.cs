using System.Text;
using Workflow.CheckParticipant.Participants;
using Workflow.Contracts;

namespace Workflow.CheckParticipant.Checks;

/// <summary>Messages that nobody should send. They come last: a service that does not stand them would spoil what follows.</summary>
internal static class HostileChecks
{
    public static IEnumerable<Check> For(Script script)
    {
        var done = script.Answers.Done;
        yield return new("malformed", $"nothing, and {done} for the next order",
            "Reject a body that cannot be read (nack without requeue: the broker takes it to the dead letters) and go on.",
            scene => GoesOnAsync(scene, TypeOf(scene), "{\"orderId\":"u8.ToArray()));
        yield return new("incomplete", $"nothing, and {done} for the next order",
            "Reject a body that lacks orderId, messageId, traceId or businessType, and go on.",
            scene => GoesOnAsync(scene, TypeOf(scene), Encoding.UTF8.GetBytes($$"""{"orderId":"{{scene.Order}}"}""")));
        yield return new("unknown-type", $"nothing, and {done} for the next order",
            "Reject a message-type that you do not know, and go on.",
            scene => GoesOnAsync(scene, "no-such-message.v1", Encoding.UTF8.GetBytes($$"""{"orderId":"{{scene.Order}}"}""")));
    }

    private static string TypeOf(Scene scene) =>
        ContractCatalog.TryGetWireName(scene.Script.Act(scene.Order).GetType(), out var name) ? name : "";

    private static async Task<string> GoesOnAsync(Scene scene, string type, byte[] body)
    {
        await scene.SendAsync(type, body);
        var next = scene.Another();
        await next.AskAsync(next.Script.Act(next.Order), next.Script.Answers.Done);
        await scene.ExpectSilenceAsync();
        return $"nothing, then {next.Script.Answers.Done}";
    }
}
