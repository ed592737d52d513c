using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;

namespace Workflow.Contracts.Binary;

/// <summary>Writes and reads one kind of message.</summary>
internal abstract class MessageCodec
{
    // Each is made when it is first needed: a process that sends one kind of message should not wait for all.
    private static readonly FrozenDictionary<Type, Lazy<MessageCodec>> ByType = ContractCatalog.Types.ToFrozenDictionary(
        type => type, type => new Lazy<MessageCodec>(() => (MessageCodec)Activator.CreateInstance(typeof(MessageCodec<>).MakeGenericType(type))!));

    public static bool TryGet(Type type, [NotNullWhen(true)] out MessageCodec? codec)
    {
        codec = ByType.TryGetValue(type, out var made) ? made.Value : null;
        return codec is not null;
    }

    public abstract void Write(OrderMessage message, ref WireWriter writer);

    public abstract OrderMessage Read(ref WireReader reader);
}

/// <summary>Writes and reads a <typeparamref name="TMessage"/>, whose properties carry the numbers of its fields.</summary>
internal sealed class MessageCodec<TMessage> : MessageCodec
    where TMessage : OrderMessage
{
    private const int HighestNumber = 31;

    private readonly FieldCodec<TMessage>[] _fields;
    private readonly FieldCodec<TMessage>?[] _byNumber = new FieldCodec<TMessage>?[HighestNumber + 1];
    private readonly uint _required;

    public MessageCodec()
    {
        _fields = [.. typeof(TMessage).GetProperties().Where(property => property.CanWrite).Select(Create).OrderBy(field => field.Number.Number)];
        foreach (var field in _fields)
        {
            Claim(field.Number.Number, field);
            if (field.Number.Text > 0)
                Claim(field.Number.Text, field);
            if (field.IsRequired)
                _required |= 1u << field.Number.Number;
        }
    }

    public override void Write(OrderMessage message, ref WireWriter writer)
    {
        foreach (var field in _fields)
            field.Write((TMessage)message, ref writer);
    }

    public override OrderMessage Read(ref WireReader reader)
    {
        var message = Activator.CreateInstance<TMessage>();
        var found = 0u;
        while (!reader.IsAtEnd)
        {
            var (number, type) = reader.Tag();
            if (number > HighestNumber || _byNumber[number] is not { } field)
            {
                reader.Skip(type);
                continue;
            }
            field.Read(message, number, type, ref reader);
            found |= 1u << field.Number.Number;
        }
        foreach (var field in _fields)
            field.Complete(message);
        return (_required & ~found) == 0 ? message : throw Missing(_required & ~found);
    }

    private ContractFormatException Missing(uint numbers) =>
        new($"The required field {_byNumber[BitOperations.TrailingZeroCount(numbers)]!.Name} is missing.");

    private void Claim(int number, FieldCodec<TMessage> field)
    {
        if (number is < 1 or > HighestNumber || _byNumber[number] is not null)
            throw new InvalidOperationException($"{typeof(TMessage).Name}.{field.Name}: the number {number} is taken, or not from 1 to {HighestNumber}.");
        _byNumber[number] = field;
    }

    private static FieldCodec<TMessage> Create(PropertyInfo property) => property switch
    {
        { Name: nameof(OrderMessage.TraceId) } => new TraceField<TMessage>(property),
        { Name: nameof(OrderMessage.BusinessType) } => new BusinessTypeField<TMessage>(property),
        { PropertyType: var type } when type == typeof(Guid) => new IdField<TMessage>(property),
        { PropertyType: var type } when type == typeof(string) => new TextField<TMessage>(property),
        { PropertyType: var type } when type == typeof(int) => new Int32Field<TMessage>(property),
        { PropertyType: var type } when type == typeof(long) => new Int64Field<TMessage>(property),
        { PropertyType: var type } when type == typeof(decimal) => new AmountField<TMessage>(property),
        { PropertyType: var type } when type == typeof(decimal?) => new OptionalAmountField<TMessage>(property),
        { PropertyType: var type } when type == typeof(DateTimeOffset) => new InstantField<TMessage>(property),
        { PropertyType: var type } when type == typeof(IReadOnlyList<string>) => new TextListField<TMessage>(property),
        { PropertyType: var type } when type == typeof(IReadOnlyList<OrderLine>) => new LinesField<TMessage>(property),
        { PropertyType: var type } when type == typeof(IReadOnlyList<ItemQuantity>) => new ItemsField<TMessage>(property),
        _ => throw new NotSupportedException($"{property.DeclaringType!.Name}.{property.Name}: the binary form has nothing for {property.PropertyType}."),
    };
}
