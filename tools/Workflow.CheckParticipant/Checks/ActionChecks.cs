using System.Text;
using System.Text.Json.Nodes;
using Workflow.CheckParticipant.Participants;
using Workflow.Contracts;

namespace Workflow.CheckParticipant.Checks;

/// <summary>The action and its repeats.</summary>
internal static class ActionChecks
{
    private const int Crowd = 50;

    public static IEnumerable<Check> For(Script script)
    {
        var (done, refused, _) = script.Answers;
        yield return new("answers", $"{done}, with the command's traceId and businessType and a messageId of its own",
            "Answer to the queue order-saga, with the header message-type, and copy orderId, traceId and businessType from the command.",
            scene => AnswersAsync(scene, done));
        yield return new("refuses", $"{refused} twice: at first, and for the same command under a new message id",
            "What cannot succeed later either is a refusal, not step-failed.v1; remember it by the order's id, so that a repeat gets it again.",
            scene => RefusesAsync(scene, refused))
        { Skip = script.NoRefusal };
        yield return new("duplicate", $"nothing more, or the same {done} again",
            "Remember the message ids that you have handled in the same transaction as their effect, and do nothing for one that you know.",
            scene => DuplicateAsync(scene, done));
        yield return new("duplicate-at-once", $"{done}, and nothing else than that again",
            "Two deliveries of one message may run at the same time: let a unique key in the database decide, not a look before the write.",
            scene => DuplicateAtOnceAsync(scene, done));
        yield return new("repeat", $"the same {done} again, for the same command under a new message id",
            "The saga asks again when an answer is late: find the order's row by its id, and answer as the first time.",
            scene => RepeatAsync(scene, done));
        yield return new("new-field", $"{done}, though the command has a field that you do not know",
            "New versions add fields: ignore what you do not know when you read a body.",
            scene => NewFieldAsync(scene, done));
        yield return new("crowd", $"{Crowd} orders, {Crowd} times {done}",
            "Acknowledge a command only after its answer is confirmed by the broker, and never drop one when you are busy.",
            scene => CrowdAsync(scene, done));
        if (script.Finish(Guid.Empty) is not null)
            yield return new("finish", "nothing: commit-stock.v1 has no answer, nor has a second one",
                "Turn the reservation into a sale once, by the order's id, and answer nothing.",
                scene => FinishAsync(scene, done));
    }

    private static async Task<string> AnswersAsync(Scene scene, string done)
    {
        var answer = await scene.AskAsync(scene.Script.Act(scene.Order), done);
        scene.ExpectNoFault(answer, wasDone: true);
        await scene.ExpectSilenceAsync();
        return done;
    }

    private static async Task<string> RefusesAsync(Scene scene, string refused)
    {
        var first = await scene.AskAsync(scene.Script.ActRefused(scene.Order), refused);
        Scene.ExpectSame(first, await scene.AskAsync(scene.Script.ActRefused(scene.Order, 2), refused));
        return $"{refused} twice";
    }

    private static async Task<string> DuplicateAsync(Scene scene, string done)
    {
        var command = scene.Script.Act(scene.Order);
        var first = await scene.AskAsync(command, done);
        await scene.SendAsync(command);
        return await scene.ExpectOnlyRepeatsAsync(first) == 0 ? "nothing more" : $"the same {done} again";
    }

    private static async Task<string> DuplicateAtOnceAsync(Scene scene, string done)
    {
        var command = scene.Script.Act(scene.Order);
        await scene.SendAsync(command);
        await scene.SendAsync(command);
        var first = await scene.ExpectAsync(command, done);
        return await scene.ExpectOnlyRepeatsAsync(first) == 0 ? done : $"{done}, and the same again";
    }

    private static async Task<string> RepeatAsync(Scene scene, string done)
    {
        var first = await scene.AskAsync(scene.Script.Act(scene.Order), done);
        Scene.ExpectSame(first, await scene.AskAsync(scene.Script.Act(scene.Order, 2), done));
        return $"the same {done} again";
    }

    private static async Task<string> NewFieldAsync(Scene scene, string done)
    {
        var command = scene.Script.Act(scene.Order);
        var encoded = ContractEncoding.Encode(command);
        var body = JsonNode.Parse(encoded.Body)!.AsObject();
        body["addedLater"] = new JsonObject { ["a"] = 1 };
        await scene.SendAsync(encoded.MessageType, Encoding.UTF8.GetBytes(body.ToJsonString()));
        await scene.ExpectAsync(command, done);
        return done;
    }

    private static async Task<string> CrowdAsync(Scene scene, string done)
    {
        var scenes = Enumerable.Range(0, Crowd).Select(_ => scene.Another()).ToList();
        foreach (var one in scenes)
            await one.SendAsync(one.Script.Act(one.Order));
        foreach (var one in scenes)
            await one.ExpectAsync(one.Script.Act(one.Order), done);
        return $"{Crowd} times {done}";
    }

    private static async Task<string> FinishAsync(Scene scene, string done)
    {
        await scene.AskAsync(scene.Script.Act(scene.Order), done);
        await scene.SendAsync(scene.Script.Finish(scene.Order)!);
        await scene.SendAsync(scene.Script.Finish(scene.Order)!);
        await scene.ExpectSilenceAsync();
        return "nothing";
    }
}
