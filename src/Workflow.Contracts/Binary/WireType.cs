namespace Workflow.Contracts.Binary;

/// <summary>How a value stands on the wire, as the Protobuf encoding numbers it.</summary>
internal enum WireType
{
    /// <summary>Seven bits a byte, lowest first; the high bit says that more follow.</summary>
    Varint = 0,

    /// <summary>Eight bytes, lowest first.</summary>
    Fixed64 = 1,

    /// <summary>A length as a varint, then so many bytes: text, bytes, a nested message or many numbers.</summary>
    Bytes = 2,

    /// <summary>Four bytes, lowest first; no contract uses it, others may.</summary>
    Fixed32 = 5,
}
