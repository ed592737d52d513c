using Workflow.Host.Admin;
using Workflow.Host.Admin.Audit;
using Workflow.Orchestrator.Intake;

namespace Workflow.Host.OperatorConsole.Actions;

/// <summary>A form that was sent, and what is wrong with it.</summary>
internal sealed class ConsoleForm
{
    private const int MaxKey = 64;

    private readonly HttpContext _context;
    private readonly IFormCollection _fields;

    private ConsoleForm(HttpContext context, IFormCollection fields) => (_context, _fields) = (context, fields);

    /// <summary>What is wrong, for the operator to read.</summary>
    internal List<FieldError> Errors { get; } = [];

    internal static async Task<ConsoleForm> ReadAsync(HttpContext context) => new(context, await context.Request.ReadFormAsync(context.RequestAborted));

    /// <summary>A field; null when it is empty.</summary>
    internal string? this[string name] => _fields[name].FirstOrDefault() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>A field as it was written.</summary>
    internal string Raw(string name) => _fields[name].FirstOrDefault() ?? "";

    /// <summary>A field that must be there.</summary>
    internal string? Needed(string name, int maxLength)
    {
        AdminText.Check(name, this[name], maxLength, Errors);
        return this[name];
    }

    /// <summary>Who wants it, and why: a reason is always asked for here.</summary>
    internal AdminCall Call(int maxReason = AdminText.MaxReason)
    {
        // Browsers end lines with two control characters, of which the check would let none pass.
        var reason = this["reason"]?.ReplaceLineEndings(" ");
        AdminText.Check("reason", reason, maxReason, Errors);
        return AdminCall.Of(_context, null, reason) with { Key = this["key"] is { Length: <= MaxKey } key && key.All(char.IsAsciiLetterOrDigit) ? "console-" + key : null };
    }

    /// <summary>Where to go back to: a page of this console and no other address.</summary>
    internal string Back(string otherwise) =>
        this["back"] is { } back && back.StartsWith("/console/", StringComparison.Ordinal) && !back.Any(char.IsControl) ? back : otherwise;
}
