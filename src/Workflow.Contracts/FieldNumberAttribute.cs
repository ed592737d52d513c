namespace Workflow.Contracts;

/// <summary>
/// The number by which a field is known in the binary form. Pinned: a number is never given to another field, also not
/// after its field is gone. 1 to 6 are those of <see cref="OrderMessage"/>; numbers up to 15 cost one byte, others two.
/// </summary>
/// <param name="number">1 to 31, unique in its message.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FieldNumberAttribute(int number) : Attribute
{
    /// <summary>The number.</summary>
    public int Number { get; } = number;

    /// <summary>
    /// The number under which a text is sent that the compact form of this field cannot say; 0 for a field that has no
    /// compact form.
    /// </summary>
    public int Text { get; init; }
}
