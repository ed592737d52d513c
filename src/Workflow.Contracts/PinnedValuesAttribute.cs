namespace Workflow.Contracts;

/// <summary>
/// The text of a property is one of the values that <paramref name="type"/> lists in its static property <c>All</c>.
/// Schemas name them. New ones may be added at the end; none is renamed, removed or moved.
/// </summary>
/// <param name="type">The class that lists the values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PinnedValuesAttribute(Type type) : Attribute
{
    /// <summary>The class that lists the values.</summary>
    public Type Type { get; } = type;
}
