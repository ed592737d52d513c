using System.Reflection;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts;

/// <summary>One message of each kind with every field, and one with as few as may be; the same at every run.</summary>
internal static class SampleMessages
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2010, 12, 1, 8, 26, 1, 234, TimeSpan.Zero).AddTicks(5678);

    internal static IEnumerable<Type> Types => ContractCatalog.Types.OrderBy(type => type.Name, StringComparer.Ordinal);

    internal static OrderMessage Full(Type type) => Create(type, _ => true);

    internal static OrderMessage Least(Type type) => Create(type, IsRequired);

    internal static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.GetProperties().Where(property => property.CanWrite);

    internal static bool IsRequired(PropertyInfo property) => property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null;

    private static OrderMessage Create(Type type, Func<PropertyInfo, bool> isSet)
    {
        var message = (OrderMessage)Activator.CreateInstance(type)!;
        foreach (var property in PropertiesOf(type).Where(isSet))
            property.SetValue(message, ValueOf(property));
        return message;
    }

    // Each differs from what a property holds when nothing was read into it, and texts differ from one another.
    private static object ValueOf(PropertyInfo property) => property switch
    {
        { Name: nameof(OrderMessage.OrderId) } => new Guid("01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90"),
        { Name: nameof(OrderMessage.MessageId) } => new Guid("01938c5e-7d3b-7000-8000-0123456789ab"),
        { Name: nameof(OrderMessage.TraceId) } => "4bf92f3577b34da6a3ce929d0e0e4736",
        { Name: nameof(OrderMessage.BusinessType) } => BusinessTypes.Wholesale,
        { Name: nameof(PaymentCallback.PayStatus) } => PayStatuses.Failed,
        { Name: nameof(StepFailed.Step) } => OrderSteps.Refund,
        { PropertyType: var type } when type == typeof(string) => $"{property.Name} «Ünï» \"1\"",
        { PropertyType: var type } when type == typeof(int) => 300,
        { PropertyType: var type } when type == typeof(long) => 7_000_000_000L,
        { PropertyType: var type } when type == typeof(decimal) || type == typeof(decimal?) => 12345678.9012m,
        { PropertyType: var type } when type == typeof(DateTimeOffset) => At,
        { PropertyType: var type } when type == typeof(IReadOnlyList<string>) => new List<string> { "85123A", "22423" },
        { PropertyType: var type } when type == typeof(IReadOnlyList<ItemQuantity>) => new List<ItemQuantity> { new("85123A", 6), new("Ünï", 1_000_000) },
        { PropertyType: var type } when type == typeof(IReadOnlyList<OrderLine>) => new List<OrderLine> { new("85123A", 6, 2.55m), new("POST", 1, 0m), new("Ünï", 1_000_000, 999999999.9999m) },
        _ => throw new NotSupportedException($"{property.DeclaringType!.Name}.{property.Name}: give a value for {property.PropertyType}."),
    };
}
