using System.Diagnostics;

namespace Workflow.CheckParticipant.Saga;

/// <summary>The answers so far, by order, in the order in which they came.</summary>
internal sealed class Inbox
{
    private readonly Dictionary<Guid, List<Answer>> _byOrder = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(Guid order, Answer answer)
    {
        TaskCompletionSource news;
        lock (_lock)
        {
            if (!_byOrder.TryGetValue(order, out var answers))
                _byOrder[order] = answers = [];
            answers.Add(answer);
            (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        news.TrySetResult();
    }

    public IReadOnlyList<Answer> Of(Guid order)
    {
        lock (_lock)
            return _byOrder.TryGetValue(order, out var answers) ? [.. answers] : [];
    }

    /// <summary>Returns the answers when there are <paramref name="count"/> of them, or when time is up.</summary>
    public async Task<IReadOnlyList<Answer>> WaitAsync(Guid order, int count, (TimeSpan Limit, CancellationToken Stop) patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var news = Volatile.Read(ref _news).Task;
            var answers = Of(order);
            var left = patience.Limit - Stopwatch.GetElapsedTime(since);
            if (answers.Count >= count || left <= TimeSpan.Zero)
                return answers;
            await Task.WhenAny(news, Task.Delay(left, patience.Stop));
            patience.Stop.ThrowIfCancellationRequested();
        }
    }
}
