using Workflow.Host.Admin;
using Workflow.Host.Admin.Access;

namespace Workflow.Host.Serve;

/// <summary>The API for programs: <c>/openapi/v1.json</c> is everything, <c>/openapi/admin.json</c> the operator's part, for viewers.</summary>
internal static class Descriptions
{
    private const string Admin = "admin";

    internal static void AddDescriptions(this IServiceCollection services)
    {
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Workflow";
            document.Info.Description = "Orders through stock, payment and shipment, every effect exactly once.";
            return Task.CompletedTask;
        }));
        services.AddOpenApi(Admin, options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("admin", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "Workflow for operators";
                document.Info.Description = "See, understand and release orders. Send a key as X-Admin-Key, a token as Authorization: Bearer, or sign in.";
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                var api = context.Description.ActionDescriptor.EndpointMetadata.OfType<AdminApi>().LastOrDefault();
                operation.Description = api?.Role is { } role ? $"Role: {role}." : "For everybody.";
                return Task.CompletedTask;
            });
        });
    }

    internal static void MapDescriptions(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json");
        app.MapOpenApi("/openapi/{documentName:regex(^admin$)}.json").For(AdminRoles.Viewer, "description");
    }
}
