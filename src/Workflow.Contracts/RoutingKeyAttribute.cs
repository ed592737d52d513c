namespace Workflow.Contracts;

/// <summary>
/// Marks an event for everyone: the routing key under which it is on the topic exchange <c>orders</c>. Pinned: services
/// in other languages bind their queues by it.
/// </summary>
/// <param name="key">Words in lower case, separated by dots.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RoutingKeyAttribute(string key) : Attribute
{
    /// <summary>The routing key.</summary>
    public string Key { get; } = key;
}
