using System.Reflection;

namespace Workflow.Contracts.Binary;

/// <summary>Writes and reads one field of the message <typeparamref name="TMessage"/>.</summary>
internal abstract class FieldCodec<TMessage>(PropertyInfo property)
    where TMessage : OrderMessage
{
    private static readonly NullabilityInfoContext Nullability = new();

    public string Name { get; } = property.Name;

    /// <summary>The number; a field with a second form, for text, has two.</summary>
    public FieldNumberAttribute Number { get; } = property.GetCustomAttribute<FieldNumberAttribute>()
        ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} has no {nameof(FieldNumberAttribute)}.");

    /// <summary>Whether a body without it is refused. An empty list stands for nothing on the wire, so none is needed.</summary>
    public virtual bool IsRequired { get; } = IsNeverNull(property);

    public abstract void Write(TMessage message, ref WireWriter writer);

    public abstract void Read(TMessage message, int number, WireType type, ref WireReader reader);

    /// <summary>Called when all is read.</summary>
    public virtual void Complete(TMessage message)
    {
    }

    protected ContractFormatException Unexpected(WireType found, WireType wanted) =>
        new($"{Name} has wire type {(int)found}; it must be {(int)wanted}.");

    // The context is not made for many threads at once.
    private static bool IsNeverNull(PropertyInfo property)
    {
        lock (Nullability)
            return Nullability.Create(property).WriteState == NullabilityState.NotNull;
    }
}

/// <summary>A field of one type; it is not written when it is null.</summary>
internal abstract class FieldCodec<TMessage, TValue>(PropertyInfo property) : FieldCodec<TMessage>(property)
    where TMessage : OrderMessage
{
    private readonly Func<TMessage, TValue> _get = property.GetMethod!.CreateDelegate<Func<TMessage, TValue>>();
    private readonly Action<TMessage, TValue> _set = property.SetMethod!.CreateDelegate<Action<TMessage, TValue>>();

    protected abstract WireType Type { get; }

    /// <summary>The number of the form that <see cref="Type"/> tells of.</summary>
    protected virtual int WrittenNumber => Number.Number;

    public override void Write(TMessage message, ref WireWriter writer)
    {
        if (_get(message) is not { } value)
            return;
        writer.Tag(WrittenNumber, Type);
        Write(value, ref writer);
    }

    public override void Read(TMessage message, int number, WireType type, ref WireReader reader)
    {
        if (type != Type)
            throw Unexpected(type, Type);
        Set(message, Read(ref reader));
    }

    protected TValue Get(TMessage message) => _get(message);

    protected void Set(TMessage message, TValue value) => _set(message, value);

    protected abstract void Write(TValue value, ref WireWriter writer);

    protected abstract TValue Read(ref WireReader reader);
}
