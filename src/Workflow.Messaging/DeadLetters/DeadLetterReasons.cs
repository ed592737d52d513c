using Workflow.Messaging.Transport;

namespace Workflow.Messaging.DeadLetters;

/// <summary>Pinned names of why a message died. A broker's own reasons come as <c>broker: </c> and its word, such as <c>broker: expired</c>.</summary>
public static class DeadLetterReasons
{
    /// <summary>Malformed, of an unknown type, without trace id or business type, or of a type that no consumer of its queue takes: no other try can succeed.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>It failed <c>Messaging:Relay:MaxAttempts</c> times.</summary>
    public const string OutOfAttempts = "out of attempts";

    /// <summary>Kafka will never take it, for its size or its form.</summary>
    public const string Refused = "refused by kafka";

    /// <summary>A record from Kafka that is no valid order.</summary>
    public const string InvalidOrder = "invalid order";

    /// <summary>A record from Kafka whose idempotency key belongs to another order.</summary>
    public const string KeyReused = "idempotency key reused";

    /// <summary>A record from Kafka that the database refused for a reason that stays.</summary>
    public const string Unstorable = "not storable";

    /// <summary>The reason behind <paramref name="error"/>.</summary>
    internal static string Of(Exception error) =>
        error is UnreadableMessageException || error.GetBaseException() is UnreadableMessageException ? Unreadable : OutOfAttempts;
}
