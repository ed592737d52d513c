using Workflow.Orchestrator.Intake;

namespace Workflow.Host.Admin;

/// <summary>A parameter that nobody knows is a typing error, which would show more than was meant.</summary>
internal static class UnknownParameter
{
    internal static List<FieldError> Check(HttpRequest request, string[] known) =>
        [.. request.Query.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)).Take(FieldErrors.MaxListed)
            .Select(name => new FieldError(name, FieldErrorCodes.UnknownField, $"Known are {string.Join(", ", known)}."))];
}
