namespace Workflow.Messaging.Inbox;

/// <summary>
/// The inbox partition of a message. A UUID version 7 carries its own time, so that a message always falls into the
/// same partition, whenever it is delivered: the primary key then holds over all partitions. Other ids fall into today's.
/// </summary>
public static class MessageDay
{
    private const long MillisecondsOfDay = 86_400_000;
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The day (UTC) of <paramref name="messageId"/>, or <paramref name="today"/> when the id carries no time.</summary>
    public static DateOnly Of(Guid messageId, DateOnly today)
    {
        if (messageId.Version != 7)
            return today;
        Span<byte> bytes = stackalloc byte[16];
        messageId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = ((long)bytes[0] << 40) | ((long)bytes[1] << 32) | ((long)bytes[2] << 24)
            | ((long)bytes[3] << 16) | ((long)bytes[4] << 8) | bytes[5];
        // Counted in days, since the 48 bits of an id reach beyond the year 9999.
        var distance = (milliseconds / MillisecondsOfDay) - (today.DayNumber - UnixEpochDay);
        // An id from far away is somebody's invention, or older than what is kept: today's partition remembers it.
        return Math.Abs(distance) <= InboxRetention.Days ? today.AddDays((int)distance) : today;
    }
}

/// <summary>How long the inbox remembers.</summary>
public static class InboxRetention
{
    /// <summary>Days for which a redelivery is recognised by its message id; later ones meet the business key.</summary>
    public const int Days = 7;
}
