using System.Buffers;
using System.Text.Json;

namespace Workflow.Orchestrator.Intake;

/// <summary>Writes the answer of a batch, a line for each result. Not safe for concurrent use.</summary>
internal sealed class BatchResultWriter(IBufferWriter<byte> output) : IDisposable
{
    public const string ContentType = "application/x-ndjson";

    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { SkipValidation = true });

    public void Write(BatchResult result)
    {
        _json.Reset();
        JsonSerializer.Serialize(_json, result, IntakeJson.Default.BatchResult);
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();
}
