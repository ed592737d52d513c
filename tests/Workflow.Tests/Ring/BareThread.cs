namespace Workflow.Tests.Ring;

/// <summary>A thread without the test runner's synchronization context, which would take the continuations.</summary>
internal static class BareThread
{
    /// <summary>Runs the part of an asynchronous method up to its first await, and returns what is left of it.</summary>
    internal static Task<TResult> Start<TResult>(Func<Task<TResult>> body)
    {
        Task<TResult>? rest = null;
        var thread = new Thread(() => rest = body());
        thread.Start();
        thread.Join();
        return rest!;
    }
}
