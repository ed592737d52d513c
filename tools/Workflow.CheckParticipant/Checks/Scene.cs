using Workflow.CheckParticipant.Participants;
using Workflow.CheckParticipant.Saga;
using Workflow.Contracts;

namespace Workflow.CheckParticipant.Checks;

/// <summary>One order, and what is said about it between saga and participant.</summary>
internal sealed class Scene(SagaStandIn saga, Script script, CheckOptions options, CancellationToken stop)
{
    private int _seen;

    public Script Script => script;

    public Guid Order { get; } = Guid.CreateVersion7();

    private IReadOnlyList<Answer> New => [.. saga.Inbox.Of(Order).Skip(_seen)];

    /// <summary>The stage for another order of the same check.</summary>
    public Scene Another() => new(saga, script, options, stop);

    public ValueTask SendAsync(OrderMessage command) => saga.SendAsync(command, stop);

    public ValueTask SendAsync(string type, ReadOnlyMemory<byte> body) => saga.SendAsync((Order, Guid.CreateVersion7()), type, body, stop);

    /// <summary>Sends and expects one answer of this type, for this order.</summary>
    public async Task<OrderMessage> AskAsync(OrderMessage command, string type)
    {
        await SendAsync(command);
        return await ExpectAsync(command, type);
    }

    /// <summary>The next answer must be of this type.</summary>
    public async Task<OrderMessage> ExpectAsync(OrderMessage command, string type)
    {
        var answers = await saga.Inbox.WaitAsync(Order, _seen + 1, (options.Timeout, stop));
        if (answers.Count <= _seen)
            throw new CheckFailedException($"nothing within {options.Timeout.TotalSeconds:0.#} s");
        var answer = answers[_seen++];
        if (answer.Message is not { } message || answer.Fault is not null || answer.Type != type)
            throw new CheckFailedException(answer.Message is StepFailed failed ? $"{answer.Type}: {failed.Error}" : answer.ToString());
        if (message.MessageId == command.MessageId)
            throw new CheckFailedException($"{type} with the command's own messageId");
        if (message.TraceId != command.TraceId || message.BusinessType != command.BusinessType)
            throw new CheckFailedException($"{type} with another traceId or businessType than the command's");
        return message;
    }

    /// <summary>Nothing may come for a while.</summary>
    public async Task ExpectSilenceAsync()
    {
        await saga.Inbox.WaitAsync(Order, _seen + 1, (options.Quiet, stop));
        if (New is [var first, ..])
            throw new CheckFailedException(first.ToString());
    }

    /// <summary>For a while nothing may come but what was said before.</summary>
    public async Task<int> ExpectOnlyRepeatsAsync(OrderMessage of)
    {
        var repeats = 0;
        while ((await saga.Inbox.WaitAsync(Order, _seen + 1, (options.Quiet, stop))).Count > _seen)
        {
            ExpectSame(of, New[0].Message ?? throw new CheckFailedException(New[0].ToString()));
            _seen++;
            repeats++;
        }
        return repeats;
    }

    /// <summary>Everything that comes until it is quiet.</summary>
    public async Task<IReadOnlyList<Answer>> DrainAsync(int atLeast)
    {
        await saga.Inbox.WaitAsync(Order, _seen + atLeast, (options.Timeout, stop));
        List<Answer> all = [];
        while (New is { Count: > 0 } found)
        {
            all.AddRange(found);
            _seen += found.Count;
            await saga.Inbox.WaitAsync(Order, _seen + 1, (options.Quiet, stop));
        }
        return all;
    }

    public static void ExpectSame(OrderMessage first, OrderMessage second)
    {
        var (before, now) = (Script.ContentOf(first), Script.ContentOf(second));
        // 12.34 and 12.3400 are the same amount, as the records know; lists are equal only as text.
        if (before != now && first with { MessageId = second.MessageId } != second)
            throw new CheckFailedException($"another answer: {now} after {before}");
    }

    public void ExpectNoFault(OrderMessage answer, bool wasDone)
    {
        if (script.Fault(answer, wasDone) is { } fault)
            throw new CheckFailedException(fault);
    }
}
