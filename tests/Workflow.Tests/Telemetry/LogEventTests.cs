using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Host.Telemetry;
using Workflow.Messaging.Outbox;
using Workflow.Tests.House;

namespace Workflow.Tests.Telemetry;

public sealed partial class LogEventTests
{
    private static readonly (int Id, string Name, string Template)[] Events =
    [
        .. from assembly in new[] { "Workflow.Messaging", "Workflow.Orchestrator", "Workflow.Participants", "Workflow.Host", "Workflow.Migrations" }
           from type in Assembly.Load(assembly).GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let log = method.GetCustomAttribute<LoggerMessageAttribute>()
           where log is not null
           select (log.EventId, method.Name, log.Message),
    ];

    [Fact]
    public void Should_have_an_id_of_its_own_for_each_event()
    {
        Assert.True(Events.Length > 30);
        Assert.Empty(Events.GroupBy(log => log.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(log => log.Name))}"));
    }

    [Fact]
    public void Should_have_the_ids_that_are_documented()
    {
        var documented = Row().Matches(Repository.Text("docs/observability.md")).Select(match => (int.Parse(match.Groups[1].Value), match.Groups[2].Value));
        Assert.Equal(documented.Order(), Events.Select(log => (log.Id, log.Name)).Order());
    }

    [Fact]
    public void Should_log_no_contents()
    {
        var forbidden = Events.Where(log => Regex.IsMatch(log.Template, @"\{(Body|Payload|Headers|Key|Password|ConnectionString|Request)\}", RegexOptions.IgnoreCase));
        Assert.Empty(forbidden.Select(log => log.Name));
    }

    [Fact]
    public void Should_write_one_flat_object_a_line()
    {
        KeyValuePair<string, object?>[] state =
            [new("OrderId", new Guid("019a8d7e-0000-7000-8000-000000000001")), new("TraceId", "0af7651916cd43dd8448eb211c80319c"), new("Attempts", 10), new("{OriginalFormat}", "x")];
        var error = new InvalidOperationException("a\n\"b\"");
        var line = new StringWriter();
        new JsonLogFormatter().Write(
            new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Error, "Relay", new EventId(1103, "DeadLetter"), state, error, (_, _) => "it died"), null, line);

        Assert.Equal(1, line.ToString().Count(character => character == '\n'));
        var json = JsonDocument.Parse(line.ToString()).RootElement;
        Assert.Equal("019a8d7e-0000-7000-8000-000000000001", json.GetProperty("orderId").GetString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", json.GetProperty("traceId").GetString());
        Assert.Equal(10, json.GetProperty("attempts").GetInt32());
        Assert.Equal(1103, json.GetProperty("event").GetInt32());
        Assert.Equal("it died", json.GetProperty("message").GetString());
        Assert.Equal("a\n\"b\"", json.GetProperty("error").GetProperty("message").GetString());
        Assert.False(json.TryGetProperty("{OriginalFormat}", out _));
    }

    [Theory]
    [InlineData("""{"orderId":"x","traceId":"abc","lines":[{"traceId":"no"}]}""", "abc")]
    [InlineData("""{"lines":[{"traceId":"no"}]}""", null)]
    [InlineData("""{"traceId":7}""", null)]
    [InlineData("not json", null)]
    [InlineData("", null)]
    public void Should_find_the_trace_of_a_message_that_may_be_malformed(string body, string? traceId) =>
        Assert.Equal(traceId, MessageBodies.TraceIdOf(System.Text.Encoding.UTF8.GetBytes(body)));

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
