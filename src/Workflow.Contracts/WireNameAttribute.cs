namespace Workflow.Contracts;

/// <summary>
/// The pinned name of a message on the wire. A CLR type may be renamed or moved; its wire name never changes,
/// and an incompatible new form of a message gets a new name with the next version.
/// </summary>
/// <param name="name">Kebab case with a version suffix, such as <c>reserve-stock.v1</c>; at most 64 characters.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WireNameAttribute(string name) : Attribute
{
    /// <summary>The name as it stands in the <c>message-type</c> header and in the outbox.</summary>
    public string Name { get; } = name;
}
