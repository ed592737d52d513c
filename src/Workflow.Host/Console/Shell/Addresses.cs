using Microsoft.AspNetCore.Http.Extensions;

namespace Workflow.Host.OperatorConsole.Shell;

/// <summary>Addresses of pages: what a page shows stands in its address, so that it can be kept and sent on.</summary>
internal static class Addresses
{
    // What was said of an action, and where in a list one was, belong to this look only.
    private static readonly string[] Passing = ["said", "cursor"];

    /// <summary>The address of this page with one thing changed; null takes it out. A changed filter begins at the first row.</summary>
    internal static string With(HttpRequest request, string name, string? value)
    {
        var query = new QueryBuilder(request.Query.Where(given =>
            given.Key != name && !Passing.Contains(given.Key) && given.Value.ToString().Length > 0));
        if (value is not null)
            query.Add(name, value);
        return request.Path + query.ToQueryString();
    }

    /// <summary>A page with a few things asked; what is null is left out.</summary>
    internal static string Of(string path, params (string Name, string? Value)[] asked)
    {
        var query = new QueryBuilder(asked.Where(given => given.Value is { Length: > 0 }).Select(given => KeyValuePair.Create(given.Name, given.Value!)));
        return path + query.ToQueryString();
    }

    internal static string Order(Guid orderId) => $"/console/orders/{orderId:D}";

    internal static string DeadLetter(Guid deadLetterId) => $"/console/dead-letters/{deadLetterId:D}";

    internal static string Bulk(Guid bulkId) => $"/console/bulk/{bulkId:D}";
}
