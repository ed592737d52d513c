using Workflow.CheckParticipant.Participants;

namespace Workflow.CheckParticipant.Checks;

/// <summary>The compensation, in and out of its time.</summary>
internal static class CompensationChecks
{
    public static IEnumerable<Check> For(Script script)
    {
        var (done, _, undone) = script.Answers;
        yield return new("compensation", $"{undone} after {done}",
            "Undo what the order's row says was done, and answer; for payment with what went back.",
            scene => UndoAsync(scene, done, undone));
        yield return new("compensation-twice", $"{undone} again for a new message id, with the same content",
            "An order that is undone already is answered in the same way: nothing is undone twice, and nobody waits for ever.",
            scene => UndoTwiceAsync(scene, done, undone));
        yield return new("compensation-duplicate", $"nothing more, or the same {undone} again",
            "Remember the message ids that you have handled, also those of compensations.",
            scene => UndoDuplicateAsync(scene, done, undone));
        yield return new("action-after-compensation", $"nothing for an action that comes after its {undone}",
            "A compensated order stays compensated: keep its row, and do nothing for an action that comes late.",
            scene => ActAfterUndoAsync(scene, done, undone));
        yield return new("compensation-first", $"{undone}, then nothing for the action that comes behind it",
            "A compensation for an order that you do not know writes its row as well: the action that arrives late finds it and does nothing.",
            scene => UndoFirstAsync(scene, undone));
        yield return new("order-of-one-order", $"{undone} as the last word, whatever became of the action before it",
            "Handle the messages of one order one after the other, and let nothing about an order leave after its compensation's answer.",
            scene => AtOnceAsync(scene, done, undone));
    }

    private static async Task<string> UndoAsync(Scene scene, string done, string undone)
    {
        await scene.AskAsync(scene.Script.Act(scene.Order), done);
        scene.ExpectNoFault(await scene.AskAsync(scene.Script.Undo(scene.Order), undone), wasDone: true);
        return $"{done}, {undone}";
    }

    private static async Task<string> UndoTwiceAsync(Scene scene, string done, string undone)
    {
        await scene.AskAsync(scene.Script.Act(scene.Order), done);
        var first = await scene.AskAsync(scene.Script.Undo(scene.Order), undone);
        Scene.ExpectSame(first, await scene.AskAsync(scene.Script.Undo(scene.Order, 2), undone));
        return $"{undone} twice";
    }

    private static async Task<string> UndoDuplicateAsync(Scene scene, string done, string undone)
    {
        await scene.AskAsync(scene.Script.Act(scene.Order), done);
        var command = scene.Script.Undo(scene.Order);
        var first = await scene.AskAsync(command, undone);
        await scene.SendAsync(command);
        return await scene.ExpectOnlyRepeatsAsync(first) == 0 ? "nothing more" : $"the same {undone} again";
    }

    private static async Task<string> ActAfterUndoAsync(Scene scene, string done, string undone)
    {
        await scene.AskAsync(scene.Script.Act(scene.Order), done);
        await scene.AskAsync(scene.Script.Undo(scene.Order), undone);
        await scene.SendAsync(scene.Script.Act(scene.Order, 2));
        await scene.ExpectSilenceAsync();
        return "nothing";
    }

    private static async Task<string> UndoFirstAsync(Scene scene, string undone)
    {
        scene.ExpectNoFault(await scene.AskAsync(scene.Script.Undo(scene.Order), undone), wasDone: false);
        await scene.SendAsync(scene.Script.Act(scene.Order));
        await scene.ExpectSilenceAsync();
        return $"{undone}, then nothing";
    }

    private static async Task<string> AtOnceAsync(Scene scene, string done, string undone)
    {
        await scene.SendAsync(scene.Script.Act(scene.Order));
        await scene.SendAsync(scene.Script.Undo(scene.Order));
        var answers = await scene.DrainAsync(atLeast: 1);
        var came = answers.Count == 0 ? "nothing" : string.Join(", ", answers);
        return answers is [.., var last] && last.Type == undone && answers.All(answer => answer.Fault is null && (answer.Type == done || answer.Type == undone))
            && answers.Count(answer => answer.Type == undone) == 1
            ? came
            : throw new CheckFailedException(came);
    }
}
