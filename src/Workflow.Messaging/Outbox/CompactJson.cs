using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflow.Messaging.Outbox;

/// <summary>JSON that only this product and PostgreSQL read back, so that nothing in it has to be safe inside HTML.</summary>
public static class CompactJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>An array of arrays: one for each of <paramref name="items"/>, with what <paramref name="write"/> writes.</summary>
    public static string Rows<T>(IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        var buffer = ScratchBuffer.Take();
        var writer = _writer ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        writer.WriteStartArray();
        for (var i = 0; i < items.Count; i++)
        {
            writer.WriteStartArray();
            write(writer, items[i]);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
