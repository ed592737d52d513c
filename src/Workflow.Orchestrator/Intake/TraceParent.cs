using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Workflow.Messaging.Telemetry;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// The header <c>traceparent</c> of W3C Trace Context. A wrong one is never an error: the request just starts a trace of
/// its own, as the recommendation demands.
/// </summary>
internal static class TraceParent
{
    public const string HeaderName = "traceparent";

    private const int Version00Length = 55;
    private const int TraceIdStart = 3;
    private const int TraceIdLength = 32;
    private const int ParentIdStart = 36;
    private const int ParentIdLength = 16;
    private const int FlagsStart = 53;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// The trace id that the client sent, or that of the span which the server began for the request, or a new one: 32
    /// lower-case hexadecimal digits.
    /// </summary>
    public static string TraceIdOrNew(string? header) =>
        TryRead(header, out var traceId) ? traceId : Tracing.CurrentTraceId ?? ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>As <see cref="TraceIdOrNew"/>; whoever asks again during the request is told the same, so that a log, an audit and an answer agree.</summary>
    public static string TraceIdOf(HttpContext context)
    {
        if (TryRead(context.Request.Headers.TraceParent, out var traceId))
            return traceId;
        if (Tracing.CurrentTraceId is { } running)
            return running;
        if (context.TraceIdentifier is not { Length: TraceIdLength } known || !IsId(known))
            context.TraceIdentifier = known = ActivityTraceId.CreateRandom().ToHexString();
        return known;
    }

    /// <summary>Reads the trace id; false when the header is absent or invalid.</summary>
    public static bool TryRead(ReadOnlySpan<char> header, out string traceId)
    {
        traceId = "";
        header = header.Trim(" \t");
        if (!HasShape(header)) return false;
        var id = header.Slice(TraceIdStart, TraceIdLength);
        if (!IsId(id) || !IsId(header.Slice(ParentIdStart, ParentIdLength))) return false;
        traceId = id.ToString();
        return true;
    }

    private static bool HasShape(ReadOnlySpan<char> header)
    {
        if (header.Length < Version00Length) return false;
        if (header[TraceIdStart - 1] != '-' || header[ParentIdStart - 1] != '-' || header[FlagsStart - 1] != '-') return false;
        var version = header[..2];
        if (!IsHex(version) || version is "ff" || !IsHex(header.Slice(FlagsStart, 2))) return false;
        // A later version may append fields, but only behind another dash.
        return header.Length == Version00Length || (version is not "00" && header[Version00Length] == '-');
    }

    private static bool IsId(ReadOnlySpan<char> id) => IsHex(id) && id.ContainsAnyExcept('0');

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHex);
}
