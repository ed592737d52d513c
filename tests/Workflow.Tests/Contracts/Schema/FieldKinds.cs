using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>What a field can hold.</summary>
internal static class FieldKinds
{
    internal const string Id = "id";
    internal const string Text = "text";
    internal const string Int32 = "int32";
    internal const string Int64 = "int64";
    internal const string Amount = "amount";
    internal const string Instant = "instant";
    internal const string ListOf = "list of ";

    internal static IReadOnlyList<string> All { get; } = [Id, Text, Int32, Int64, Amount, Instant];

    internal static string Of(Type type) => type switch
    {
        _ when type == typeof(Guid) => Id,
        _ when type == typeof(string) => Text,
        _ when type == typeof(int) => Int32,
        _ when type == typeof(long) => Int64,
        _ when type == typeof(decimal) || type == typeof(decimal?) => Amount,
        _ when type == typeof(DateTimeOffset) => Instant,
        _ when type == typeof(IReadOnlyList<string>) => ListOf + Text,
        _ when type == typeof(IReadOnlyList<OrderLine>) || type == typeof(IReadOnlyList<ItemQuantity>) =>
            ListOf + JsonNamingPolicy.KebabCaseLower.ConvertName(type.GenericTypeArguments[0].Name),
        _ => throw new NotSupportedException($"There is no schema for {type}."),
    };
}
