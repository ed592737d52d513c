namespace Workflow.Integration.Telemetry;

/// <summary>The fields of one protobuf message, as far as OTLP needs: numbers and lengths, by field number.</summary>
internal sealed class ProtobufFields
{
    private readonly List<(int Number, ReadOnlyMemory<byte> Bytes, ulong Value)> _fields = [];

    public ProtobufFields(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var (number, wire) = ((int)(key >> 3), (int)(key & 7));
            var length = wire switch { 1 => 8, 5 => 4, 2 => (int)Varint(ref message), _ => 0 };
            _fields.Add((number, message[..length], wire == 0 ? Varint(ref message) : 0));
            message = message[length..];
        }
    }

    public IEnumerable<ProtobufFields> Messages(int number) => _fields.Where(field => field.Number == number).Select(field => new ProtobufFields(field.Bytes));

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    public string Text(int number) => System.Text.Encoding.UTF8.GetString(Bytes(number).Span);

    public ulong Number(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    private ReadOnlyMemory<byte> Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes;

    private static ulong Varint(ref ReadOnlyMemory<byte> from)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = from.Span[0];
            from = from[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
