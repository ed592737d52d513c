using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>Everything about the contracts that others rely on, as data: what schemas are made of and versions compared by.</summary>
public sealed record ContractModel(IReadOnlyList<MessageModel> Messages, IReadOnlyList<RowModel> Rows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What the types say now.</summary>
    public static ContractModel Current { get; } = new(
        [.. ContractCatalog.Types.Select(MessageModel.Of).OrderBy(message => message.Name, StringComparer.Ordinal)],
        [.. new[] { typeof(ItemQuantity), typeof(OrderLine) }.Select(RowModel.Of)]);

    public MessageModel Message(string name) => Messages.Single(message => message.Name == name);

    public RowModel Row(string name) => Rows.Single(row => row.Name == name);

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    public static ContractModel FromJson(string text) => JsonSerializer.Deserialize<ContractModel>(text, Json)!;
}

/// <summary>A message by its pinned name.</summary>
public sealed record MessageModel(string Name, string? RoutingKey, IReadOnlyList<FieldModel> Fields)
{
    [JsonIgnore]
    public Type Type => ContractCatalog.TryGetTypeInfo(Name, out var type) ? type.Type : throw new InvalidOperationException(Name);

    public FieldModel Field(string name) => Fields.Single(field => field.Name == name);

    public static MessageModel Of(Type type)
    {
        Assert.True(ContractCatalog.TryGetWireName(type, out var name));
        return new(name, ContractCatalog.TryGetRoutingKey(name, out var key) ? key : null, FieldModel.Of(type));
    }
}

/// <summary>What stands in a list of a message.</summary>
public sealed record RowModel(string Name, IReadOnlyList<FieldModel> Fields)
{
    public static RowModel Of(Type type) => new(JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name), FieldModel.Of(type));
}

/// <summary>A field.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Kind">One of <see cref="FieldKinds"/>, or <c>list of</c> one or of a <see cref="RowModel"/>.</param>
/// <param name="Required">Whether a reader refuses a message without it.</param>
/// <param name="Number">Its number in the binary form.</param>
/// <param name="TextNumber">Its second number, for what the compact form cannot say; 0 for none.</param>
/// <param name="Values">The values that it may have, in their order; null when it is free.</param>
public sealed record FieldModel(string Name, string Kind, bool Required, int Number, int TextNumber = 0, IReadOnlyList<string>? Values = null)
{
    /// <summary>The property behind it.</summary>
    [JsonIgnore]
    public PropertyInfo? Property { get; init; }

    internal static IReadOnlyList<FieldModel> Of(Type type)
    {
        var json = ContractJson.Default.GetTypeInfo(type)!;
        return [.. type.GetProperties().Where(property => property.CanWrite).Select(property =>
        {
            var number = property.GetCustomAttribute<FieldNumberAttribute>() ?? throw new InvalidOperationException($"{type.Name}.{property.Name} has no number.");
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var isRow = !type.IsAssignableTo(typeof(OrderMessage));
            return new FieldModel(
                name, FieldKinds.Of(property.PropertyType), isRow ? IsNeverNull(property) : json.Properties.Single(one => one.Name == name).IsRequired, number.Number, number.Text, ValuesOf(property))
            { Property = property };
        }).OrderBy(field => field.Number)];
    }

    private static bool IsNeverNull(PropertyInfo property) => new NullabilityInfoContext().Create(property).WriteState == NullabilityState.NotNull;

    private static IReadOnlyList<string>? ValuesOf(PropertyInfo property) =>
        property.GetCustomAttribute<PinnedValuesAttribute>() is { } values ? (IReadOnlyList<string>)values.Type.GetProperty("All")!.GetValue(null)! : null;
}
