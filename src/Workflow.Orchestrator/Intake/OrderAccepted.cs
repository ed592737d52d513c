using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Workflow.Orchestrator.Intake;

/// <summary>Body of the 202. Made from what is stored alone, so that a repeated key gets the same bytes.</summary>
/// <param name="OrderId">The order id.</param>
/// <param name="Status">The state in which every order starts, whatever has become of it since.</param>
/// <param name="AcceptedAt">UTC, to the microsecond, which is what the database keeps.</param>
/// <param name="Links">Where to go from here.</param>
internal sealed record OrderAccepted(Guid OrderId, string Status, DateTime AcceptedAt, OrderLinks Links)
{
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const string FirstStatus = "Submitted";

    public static OrderAccepted Of(Guid orderId, DateTimeOffset acceptedAt)
    {
        var self = $"/orders/{orderId:D}";
        var ticks = acceptedAt.UtcTicks - (acceptedAt.UtcTicks % TimeSpan.TicksPerMicrosecond);
        return new OrderAccepted(orderId, FirstStatus, new DateTime(ticks, DateTimeKind.Utc), new OrderLinks(self, self + "/cancel"));
    }

    /// <summary>Writes the whole 202; <paramref name="replayed"/> marks the answer to a repeated key.</summary>
    public Task WriteAsync(HttpResponse response, bool replayed, CancellationToken cancellationToken)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers[HeaderNames.Location] = Links.Self;
        if (replayed) response.Headers[ReplayedHeader] = "true";
        return WholeAnswer.WriteAsync(response, this, (IntakeJson.Default.OrderAccepted, "application/json"), cancellationToken);
    }
}

/// <summary>Where a client goes from a 202.</summary>
/// <param name="Self">Status and timeline of the order.</param>
/// <param name="Cancel">Where to post to cancel it.</param>
internal sealed record OrderLinks(string Self, string Cancel);
