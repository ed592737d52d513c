using System.Globalization;
using Workflow.Contracts;

namespace Workflow.CheckParticipant.Participants;

internal sealed class PaymentScript(CheckOptions options) : Script(options)
{
    private const decimal Amount = 12.34m;

    public override (string Done, string Refused, string Undone) Answers => ("payment-authorized.v1", "payment-declined.v1", "payment-refunded.v1");

    public override string? NoRefusal => Options.Refuse is null ? "name an amount that your service declines with --refuse" : null;

    public override OrderMessage Act(Guid order, int attempt = 1) => Authorize(order, attempt, Amount);

    public override OrderMessage ActRefused(Guid order, int attempt = 1) =>
        Authorize(order, attempt, decimal.Parse(Options.Refuse!, CultureInfo.InvariantCulture));

    public override OrderMessage Undo(Guid order, int attempt = 1) => new RefundPayment
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
        Attempt = attempt,
    };

    public override string? Fault(OrderMessage answer, bool wasDone) => answer switch
    {
        PaymentAuthorized { Amount: not Amount } authorized => Say($"amount is {authorized.Amount}; {Amount} was to be taken"),
        PaymentAuthorized authorized => TextFault("paymentReference", authorized.PaymentReference),
        PaymentRefunded refunded when refunded.Amount != (wasDone ? Amount : 0) =>
            Say($"amount is {refunded.Amount}; {(wasDone ? Amount : 0)} was taken and is to go back"),
        _ => null,
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static AuthorizePayment Authorize(Guid order, int attempt, decimal amount) => new()
    {
        OrderId = order,
        MessageId = Guid.CreateVersion7(),
        TraceId = TraceOf(order),
        BusinessType = BusinessTypes.Normal,
        Attempt = attempt,
        Amount = amount,
        Currency = "GBP",
        CustomerId = "check-participant",
    };
}
