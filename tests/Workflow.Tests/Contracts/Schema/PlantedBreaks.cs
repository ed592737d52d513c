namespace Workflow.Tests.Contracts.Schema;

/// <summary>A change that breaks somebody.</summary>
/// <param name="Fits">Whether a message has what it changes.</param>
/// <param name="Plant">The message after it; null when it is gone.</param>
/// <param name="Says">What the finding has to say of it.</param>
/// <param name="Remedy">What the finding has to advise.</param>
internal sealed record PlantedBreak(Func<MessageModel, bool> Fits, Func<MessageModel, MessageModel?> Plant, string Says, string Remedy);

/// <summary>Every kind of change that breaks somebody.</summary>
internal static class PlantedBreaks
{
    internal static IReadOnlyDictionary<string, PlantedBreak> All { get; } = new Dictionary<string, PlantedBreak>
    {
        ["message removed"] = new(_ => true, _ => null, "is gone", "bring the type with [WireName("),
        ["wire name changed"] = new(_ => true, message => message with { Name = "other-" + message.Name }, "is called other-", "put [WireName("),
        ["routing key changed"] = new(message => message.RoutingKey is not null, message => message with { RoutingKey = "other" }, "routing key 'other'", "put [RoutingKey("),
        ["routing key removed"] = new(message => message.RoutingKey is not null, message => message with { RoutingKey = null }, "routing key ''", "put [RoutingKey("),
        ["field removed"] = new(_ => true, message => Without(message, message.Fields[^1]), "is gone", "bring it back with [FieldNumber("),
        ["field renamed"] = new(_ => true, message => Change(message, ^1, field => field with { Name = "renamed" }), "is called renamed now", "[JsonPropertyName("),
        ["field retyped"] = new(_ => true, message => Change(message, ^1, field => field with { Kind = field.Kind == FieldKinds.Int32 ? FieldKinds.Text : FieldKinds.Int32 }), "and is", "add a field of another name with [FieldNumber("),
        ["new field is required"] = new(_ => true, message => With(message, new FieldModel("added", FieldKinds.Text, true, 31)), "is new and required", "make it nullable"),
        ["optional field becomes required"] = new(message => message.Fields.Any(field => !field.Required), message => Change(message, Optional(message), field => field with { Required = true }), "is required now", "make it nullable again"),
        ["required field becomes optional"] = new(_ => true, message => Change(message, 0, field => field with { Required = false }), "is not required any more", "make it 'required' again"),
        ["number changed"] = new(_ => true, message => Change(message, ^1, field => field with { Number = 30 }), "has the number 30", "put [FieldNumber("),
        ["number of another field taken"] = new(_ => true, message => With(message, new FieldModel("added", FieldKinds.Text, false, 1)), "has the number 1 of orderId", "give it [FieldNumber("),
        ["text number changed"] = new(_ => true, message => Change(message, 2, field => field with { TextNumber = 29 }), "has the text number 29", "put [FieldNumber(3, Text = 5)"),
        ["value renamed"] = new(_ => true, message => Change(message, 3, field => field with { Values = [.. field.Values!.Select(value => value == "SECKILL" ? "FLASH" : value)] }), "has lost its value 'SECKILL'", "put it back as number 2"),
        ["last value removed"] = new(_ => true, message => Change(message, 3, field => field with { Values = [.. field.Values!.SkipLast(1)] }), "has lost its value 'WHOLESALE'", "put it back as number 4"),
    };

    internal static IReadOnlyDictionary<string, Func<IReadOnlyList<FieldModel>, IReadOnlyList<FieldModel>>> OfRows { get; } = new Dictionary<string, Func<IReadOnlyList<FieldModel>, IReadOnlyList<FieldModel>>>
    {
        ["column removed"] = fields => [.. fields.SkipLast(1)],
        ["column retyped"] = fields => [.. fields.SkipLast(1), fields[^1] with { Kind = FieldKinds.Instant }],
        ["column renamed"] = fields => [.. fields.SkipLast(1), fields[^1] with { Name = "renamed" }],
        ["column renumbered"] = fields => [.. fields.SkipLast(1), fields[^1] with { Number = 9 }],
        ["new column is required"] = fields => [.. fields, new FieldModel("added", FieldKinds.Text, true, 9)],
    };

    private static int Optional(MessageModel message) => message.Fields.Index().First(field => !field.Item.Required).Index;

    private static MessageModel Change(MessageModel message, Index at, Func<FieldModel, FieldModel> change)
    {
        FieldModel[] fields = [.. message.Fields];
        fields[at] = change(fields[at]);
        return message with { Fields = fields };
    }

    private static MessageModel With(MessageModel message, FieldModel field) => message with { Fields = [.. message.Fields, field] };

    private static MessageModel Without(MessageModel message, FieldModel field) => message with { Fields = [.. message.Fields.Where(one => one != field)] };
}
