using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>
/// The place of a row in a list that is sorted by a time and, for equal times, by an id. Clients get it as text and give
/// it back unread: a page starts behind it by index, however far into the list it is.
/// </summary>
/// <param name="At">Time of the last row shown, to the microsecond, as PostgreSQL keeps it.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct PageCursor(DateTimeOffset At, Guid Id)
{
    private const int Length = sizeof(long) + 16;

    internal string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        Id.TryWriteBytes(bytes[sizeof(long)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    internal static bool TryDecode(string text, out PageCursor cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        cursor = default;
        if (text.Length > Length * 2 || !Base64Url.IsValid(text, out var length) || length != Length)
            return false;
        Base64Url.DecodeFromChars(text, bytes);
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.UnixEpoch.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;
        cursor = new PageCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..], bigEndian: true));
        return true;
    }
}

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Limit">Rows on the page; 1 to 500; default 50.</param>
/// <param name="After">The last row of the page before; null for the first page.</param>
internal readonly record struct PageRequest(int Limit, PageCursor? After)
{
    internal const int DefaultLimit = 50;
    internal const int MaxLimit = 500;

    /// <summary>Reads the two query parameters; what is wrong is added to <paramref name="errors"/>.</summary>
    internal static PageRequest Read(string? limit, string? cursor, List<FieldError> errors)
    {
        PageCursor? after = null;
        if (cursor is not null && PageCursor.TryDecode(cursor, out var decoded))
            after = decoded;
        else if (cursor is not null)
            errors.Add(new FieldError("cursor", FieldErrorCodes.InvalidFormat, "Send what nextLink contains, or leave it out for the first page."));
        return new PageRequest(ReadLimit(limit, errors), after);
    }

    /// <summary>Reads the limit alone, for a list that has one page.</summary>
    internal static int ReadLimit(string? limit, List<FieldError> errors)
    {
        if (limit is null)
            return DefaultLimit;
        if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= MaxLimit)
            return rows;
        errors.Add(new FieldError("limit", FieldErrorCodes.InvalidFormat, $"Must be 1 to {MaxLimit}."));
        return DefaultLimit;
    }
}

/// <summary>Links between pages.</summary>
internal static class PageLinks
{
    /// <summary>The address of this list behind <paramref name="cursor"/>, with the same filters and limit.</summary>
    /// <param name="request">The request of this page.</param>
    /// <param name="cursor">The last row of this page.</param>
    /// <param name="mark">Stands before the cursor where a list can be walked in several ways; null where it cannot.</param>
    internal static string Next(HttpRequest request, PageCursor cursor, char? mark = null) => Next(request, mark + cursor.Encode());

    /// <summary>The same for a list with cursors of its own.</summary>
    internal static string Next(HttpRequest request, string cursor)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => !parameter.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase)))
        {
            { "cursor", cursor },
        };
        return request.PathBase + request.Path + query.ToQueryString();
    }
}
