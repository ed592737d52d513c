using System.Runtime.Serialization;

namespace Workflow.Messaging.Transport;

/// <summary>A message that no try will ever make readable: unknown type, malformed body, or no consumer for it.</summary>
public sealed class UnreadableMessageException(string message, Exception? inner = null) : SerializationException(message, inner);
