using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Host.Admin.Access;
using Workflow.Integration.Intake;

namespace Workflow.Integration.Admin;

/// <summary>An admin endpoint as the running host has it.</summary>
internal sealed record AdminEndpoint(string Method, string Pattern, string? Role)
{
    /// <summary>A path that fits the pattern, with an id that nothing has.</summary>
    public string Path => Pattern.Replace("{orderId:guid}", Nobody, StringComparison.Ordinal)
        .Replace("{deadLetterId:guid}", Nobody, StringComparison.Ordinal).Replace("{bulkId:guid}", Nobody, StringComparison.Ordinal)
        .Replace("{messageId:guid}", Nobody, StringComparison.Ordinal).Replace("{documentName:regex(^admin$)}", "admin", StringComparison.Ordinal);

    public bool IsRead => Method == "GET";

    private const string Nobody = "6b1e0000-0000-7000-8000-000000000000";

    public override string ToString() => $"{Method} {Pattern}";

    /// <summary>All of them: what is not asked here for its role cannot be forgotten, for it comes from the routes themselves.</summary>
    public static List<AdminEndpoint> Of(RunningHost host) =>
    [
        .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("admin", StringComparison.Ordinal) || endpoint.Metadata.GetMetadata<AdminApi>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => new AdminEndpoint(
                method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.GetMetadata<AdminApi>()?.Role)))
            .OrderBy(endpoint => endpoint.ToString(), StringComparer.Ordinal),
    ];
}
