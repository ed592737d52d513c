using System.Text;

namespace Workflow.Messaging.RabbitMq;

/// <summary>Headers as RabbitMQ's client gives them: text comes as bytes.</summary>
internal static class BrokerHeaders
{
    internal static string? Text(IDictionary<string, object?>? headers, string name) => Value(headers, name) switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => null,
    };

    internal static object? Value(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out var value) is true ? value : null;
}
