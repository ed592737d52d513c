using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Workflow.PaymentGateway.Ledger;

/// <summary>
/// The append-only file. A write that returned is with the operating system and survives a kill of this process;
/// it is not forced to the disk.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private long _length;

    private LedgerFile(SafeFileHandle handle, long length) => (_handle, _length) = (handle, length);

    /// <summary>Opens for this process alone, hands every whole line to <paramref name="apply"/>, in order.</summary>
    /// <exception cref="IOException">Another gateway has it open, or it cannot be created.</exception>
    /// <exception cref="FormatException">A line is not a ledger entry.</exception>
    public static LedgerFile Open(string path, Action<LedgerEntry> apply)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var stream = new FileStream(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var length = ReadBack(stream, apply);
            // A kill in the middle of a write leaves a piece of a line. Nobody got an answer for it: it never happened.
            stream.SetLength(length);
            stream.Flush();
            return new LedgerFile(stream.SafeFileHandle, length);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Append(ReadOnlySpan<byte> lines)
    {
        RandomAccess.Write(_handle, lines, _length);
        _length += lines.Length;
    }

    public void Dispose() => _handle.Dispose();

    private static long ReadBack(FileStream stream, Action<LedgerEntry> apply)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var at = 0;
        for (var number = 1; bytes.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var size; number++)
        {
            apply(Parse(bytes.AsSpan(at, size), number));
            at += size + 1;
        }
        return at;
    }

    private static LedgerEntry Parse(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, GatewayJson.Default.LedgerEntry)!;
        }
        catch (JsonException e)
        {
            throw new FormatException($"Line {number} of the ledger is not an entry: {e.Message}", e);
        }
    }
}
