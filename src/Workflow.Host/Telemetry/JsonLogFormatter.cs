using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Workflow.Host.Telemetry;

/// <summary>
/// One flat JSON object a line: time, level, logger, event, message, then the message's own fields such as <c>orderId</c>
/// and <c>traceId</c>. The framework's own nests the fields, where collectors do not look for them.
/// </summary>
internal sealed class JsonLogFormatter() : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "workflow-json";

    private const string Template = "{OriginalFormat}";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteHead(json, logEntry);
            WriteFields(json, logEntry.State);
            if (logEntry.Exception is { } error)
                WriteError(json, error);
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteHead<TState>(Utf8JsonWriter json, in LogEntry<TState> entry)
    {
        json.WriteString("time", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("level", entry.LogLevel.ToString());
        json.WriteString("logger", entry.Category);
        json.WriteNumber("event", entry.EventId.Id);
        if (entry.EventId.Name is { } name)
            json.WriteString("eventName", name);
        json.WriteString("message", entry.Formatter(entry.State, entry.Exception));
    }

    // What the message says itself goes before what happens to run here: a batch speaks of the orders of others.
    private static void WriteFields<TState>(Utf8JsonWriter json, TState state)
    {
        var hasTrace = false;
        foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
        {
            if (name == Template || value is null)
                continue;
            var field = JsonNamingPolicy.CamelCase.ConvertName(name);
            hasTrace |= field == "traceId";
            WriteValue(json, IsTaken(field) ? field + "Value" : field, value);
        }
        if (hasTrace || Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
            return;
        json.WriteString("traceId", activity.TraceId.ToHexString());
        json.WriteString("spanId", activity.SpanId.ToHexString());
    }

    private static bool IsTaken(string field) => field is "time" or "level" or "logger" or "event" or "eventName" or "message" or "error";

    private static void WriteValue(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case int or long or short or byte:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteError(Utf8JsonWriter json, Exception error)
    {
        json.WriteStartObject("error");
        json.WriteString("type", error.GetType().FullName);
        json.WriteString("message", error.Message);
        json.WriteString("stack", error.ToString());
        json.WriteEndObject();
    }
}
