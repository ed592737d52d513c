using Workflow.Host.Serve;
using Workflow.Orchestrator.Orders;

namespace Workflow.Host.Verify;

/// <summary>What there is to verify, and with what it is compared.</summary>
/// <param name="GatewayUrl">The payment gateway whose ledger is asked for; null for none.</param>
/// <param name="LedgerFile">Its ledger as a file instead; null for none.</param>
/// <param name="Participants">Those whose data are here: what another service keeps cannot be judged from this database.</param>
internal sealed record VerifyScope(Uri? GatewayUrl, string? LedgerFile, BuiltInParticipants Participants)
{
    /// <summary>The checks on the data of each participant.</summary>
    public IEnumerable<(SqlCheck[] Checks, bool IsHere, string Queue)> ByParticipant =>
    [
        (StockChecks.All, Participants.Stock, OrderQueues.Stock),
        (PaymentChecks.All, Participants.Payment, OrderQueues.Payment),
        (ShipmentChecks.All, Participants.Shipment, OrderQueues.Shipment),
    ];

    /// <summary>Why a participant's data are not looked at.</summary>
    public static string Elsewhere(string queue) =>
        $"Participants:{BuiltInParticipants.Name(queue)}:Enabled is false, another service keeps this";

    public static VerifyScope Read(IConfiguration configuration) => new(
        configuration["Payment:GatewayUrl"] is { Length: > 0 } url ? new Uri(url) : null,
        configuration["Payment:LedgerFile"],
        BuiltInParticipants.Read(configuration));
}
