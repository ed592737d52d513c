using System.Collections;

namespace Workflow.Messaging;

/// <summary>
/// A list that nearly always has one item, and then is no object of its own: a list of the library is two, and each that is kept for a
/// message in hand is marked and moved by the collector. Being a value, it is kept in a field and handed out by reference.
/// </summary>
public struct ShortList<T> : IReadOnlyList<T>
    where T : class
{
    private T? _first;
    private List<T>? _others;

    /// <inheritdoc/>
    public readonly int Count => _first is null ? 0 : 1 + (_others?.Count ?? 0);

    /// <inheritdoc/>
    public readonly T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return index == 0 ? _first! : _others![index - 1];
        }
    }

    /// <summary>Adds at the end.</summary>
    public void Add(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (_first is null)
            _first = item;
        else
            (_others ??= []).Add(item);
    }

    /// <summary>Adds all of them at the end.</summary>
    public void AddRange(IEnumerable<T> items)
    {
        foreach (var item in items)
            Add(item);
    }

    /// <summary>Takes all of them out.</summary>
    public void Clear() => (_first, _others) = (null, null);

    /// <summary>In the order in which they were added.</summary>
    public readonly Enumerator GetEnumerator() => new(this);

    readonly IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes through the list, which must not change meanwhile.</summary>
    public struct Enumerator(ShortList<T> list) : IEnumerator<T>
    {
        private int _next;

        /// <inheritdoc/>
        public readonly T Current => list[_next - 1];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_next <= list.Count;

        /// <inheritdoc/>
        public void Reset() => _next = 0;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
