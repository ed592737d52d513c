using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Workflow.Contracts;

/// <summary>Every published message by its wire name.</summary>
public static class ContractCatalog
{
    private static readonly FrozenDictionary<string, JsonTypeInfo> ByName = Create();
    private static readonly FrozenDictionary<Type, string> Names =
        ByName.ToFrozenDictionary(pair => pair.Value.Type, pair => pair.Key);

    private static readonly FrozenDictionary<string, string> RoutingKeys = ByName
        .Select(pair => (Name: pair.Key, Route: pair.Value.Type.GetCustomAttribute<RoutingKeyAttribute>()))
        .Where(pair => pair.Route is not null)
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Route!.Key);

    /// <summary>All wire names.</summary>
    public static IReadOnlyCollection<string> WireNames => ByName.Keys;

    /// <summary>All message types.</summary>
    public static IReadOnlyCollection<Type> Types => Names.Keys;

    /// <summary>The wire name of <paramref name="type"/>; false when it is not a contract.</summary>
    public static bool TryGetWireName(Type type, out string wireName) => Names.TryGetValue(type, out wireName!);

    /// <summary>Type and serialization metadata behind <paramref name="wireName"/>; false when it is unknown.</summary>
    public static bool TryGetTypeInfo(string wireName, out JsonTypeInfo typeInfo) => ByName.TryGetValue(wireName, out typeInfo!);

    /// <summary>The routing key of the event <paramref name="wireName"/>; false when it is not an event for everyone.</summary>
    public static bool TryGetRoutingKey(string wireName, out string routingKey) => RoutingKeys.TryGetValue(wireName, out routingKey!);

    private static FrozenDictionary<string, JsonTypeInfo> Create() =>
        typeof(OrderMessage).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(OrderMessage)) && !type.IsAbstract)
            .ToFrozenDictionary(
                type => type.GetCustomAttribute<WireNameAttribute>()!.Name,
                type => ContractJson.Default.GetTypeInfo(type)
                    ?? throw new InvalidOperationException($"{type.Name} is missing from {nameof(ContractJson)}."));
}
