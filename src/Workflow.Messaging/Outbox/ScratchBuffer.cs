using System.Buffers;

namespace Workflow.Messaging.Outbox;

/// <summary>A buffer for what is written and copied at once: each thread keeps one.</summary>
internal static class ScratchBuffer
{
    private const int FirstBytes = 4 * 1024;
    private const int MostBytesKept = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The thread's buffer, empty; what is in it is gone when somebody takes it again.</summary>
    internal static ArrayBufferWriter<byte> Take()
    {
        if (_buffer is not { Capacity: <= MostBytesKept })
            _buffer = new ArrayBufferWriter<byte>(FirstBytes);
        _buffer.ResetWrittenCount();
        return _buffer;
    }
}
