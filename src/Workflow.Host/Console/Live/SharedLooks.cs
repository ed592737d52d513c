using System.Collections.Concurrent;
using System.Diagnostics;
using Workflow.Host.Admin.Looks;

namespace Workflow.Host.OperatorConsole.Live;

/// <summary>
/// What open pages look at, read once however many look: a page asks again every few seconds, and a hundred open pages of one
/// list must not be a hundred queries.
/// </summary>
internal sealed class SharedLooks
{
    private const int MostKept = 256;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Look> _looks = new(StringComparer.Ordinal);

    /// <summary>What <paramref name="read"/> gives, or gave within the last second for the same <paramref name="key"/>, or longer ago when that took long.</summary>
    internal async Task<T> ReadAsync<T>(string key, Func<CancellationToken, Task<T>> read)
    {
        while (true)
        {
            var look = _looks.GetOrAdd(key, static (_, make) => new Look(make), new Func<Task<object?>>(async () => await WithinLimitAsync(read)));
            if (look.IsStale)
            {
                _looks.TryRemove(KeyValuePair.Create(key, look));
                continue;
            }
            MakeRoom();
            return (T)(await look.Value)!;
        }
    }

    /// <summary>After an action everybody sees at once what it did.</summary>
    internal void Forget() => _looks.Clear();

    // Not cancelled with one of those who wait for it.
    private static async Task<T> WithinLimitAsync<T>(Func<CancellationToken, Task<T>> read)
    {
        using var limit = new CancellationTokenSource(Limit);
        return await read(limit.Token);
    }

    private void MakeRoom()
    {
        if (_looks.Count <= MostKept)
            return;
        foreach (var old in _looks.Where(entry => entry.Value.IsStale))
            _looks.TryRemove(old);
    }

    private sealed class Look
    {
        private readonly Lazy<Task<object?>> _value;
        private readonly long _began = Stopwatch.GetTimestamp();
        private long _readAt;

        internal Look(Func<Task<object?>> read) => _value = new(() => ReadAsync(read));

        internal Task<object?> Value => _value.Value;

        /// <summary>One that is still being read is waited for; one that failed is read again.</summary>
        internal bool IsStale => _value is { IsValueCreated: true, Value: { IsCompleted: true } read } && (!read.IsCompletedSuccessfully || IsOld);

        private bool IsOld => Stopwatch.GetElapsedTime(_began) > LookRest.After(Stopwatch.GetElapsedTime(_began, _readAt), Fresh);

        private async Task<object?> ReadAsync(Func<Task<object?>> read)
        {
            var value = await read();
            _readAt = Stopwatch.GetTimestamp();
            return value;
        }
    }
}
