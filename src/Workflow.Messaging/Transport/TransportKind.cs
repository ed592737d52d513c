using Microsoft.Extensions.Configuration;

namespace Workflow.Messaging.Transport;

/// <summary>What carries the messages between the outbox and the consumers.</summary>
public enum TransportKind
{
    /// <summary>The process's own memory: nothing to install; what it carries is in the outbox until it is consumed.</summary>
    InMemory,

    /// <summary>A RabbitMQ broker or cluster.</summary>
    RabbitMQ,
}

/// <summary>Reads the setting <c>Transport</c>.</summary>
public static class TransportSetting
{
    /// <summary>The configured transport; in memory when none is named.</summary>
    /// <exception cref="InvalidOperationException">The name is unknown.</exception>
    public static TransportKind Read(IConfiguration configuration) => configuration["Transport"] switch
    {
        null or "" => TransportKind.InMemory,
        var name when Enum.TryParse<TransportKind>(name, ignoreCase: true, out var kind) && Enum.IsDefined(kind) => kind,
        var name => throw new InvalidOperationException(
            $"Transport is '{name}'; it must be one of {string.Join(", ", Enum.GetNames<TransportKind>())}."),
    };
}
