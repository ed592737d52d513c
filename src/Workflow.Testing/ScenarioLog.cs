using System.Globalization;
using System.Text;
using Workflow.Contracts;
using Workflow.Orchestrator.History;

namespace Workflow.Testing;

/// <summary>All that went in and came out, in its order, as text for people.</summary>
internal sealed class ScenarioLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private (int Sent, int Published, int History) _seen;

    public void Delivered(DateTimeOffset now, OrderMessage message, string outcome) =>
        Add(now, $"--> {NameOf(message)}{DetailsOf(message)}{outcome}");

    public void Advanced(DateTimeOffset now, TimeSpan span) => Add(now, string.Create(CultureInfo.InvariantCulture, $"    {span.TotalSeconds} s pass"));

    /// <summary>Notes what has been added since the last time.</summary>
    public void Came(DateTimeOffset now, IReadOnlyList<OrderEvent> history, IReadOnlyList<SentMessage> sent, IReadOnlyList<OrderMessage> published)
    {
        lock (_lock)
        {
            foreach (var happened in history.Skip(_seen.History))
                Add(now, $"    {happened.Type}, now {happened.State}{(happened.Data is null ? "" : " " + happened.Data)}");
            foreach (var message in published.Skip(_seen.Published))
                Add(now, $"  * {NameOf(message)}");
            foreach (var message in sent.Skip(_seen.Sent))
                Add(now, $"<-- {NameOf(message.Message)}{DetailsOf(message.Message)} to {message.Queue}");
            _seen = (sent.Count, published.Count, history.Count);
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return new StringBuilder().AppendJoin('\n', _lines).ToString();
    }

    internal static string NameOf(Type type) => ContractCatalog.TryGetWireName(type, out var name) ? name : type.Name;

    private static string NameOf(OrderMessage message) => NameOf(message.GetType());

    private static string DetailsOf(OrderMessage message) => message switch
    {
        StepFailed failed => $" ({failed.Step}, attempt {failed.Attempt}: {failed.Error})",
        StepTimedOut late => $" ({late.Step}, attempt {late.Attempt})",
        StepRetryDue due => $" ({due.Step}, attempt {due.Attempt})",
        ReserveStock { Attempt: > 1 } reserve => $" (attempt {reserve.Attempt})",
        AuthorizePayment { Attempt: > 1 } pay => $" (attempt {pay.Attempt})",
        ArrangeShipment { Attempt: > 1 } ship => $" (attempt {ship.Attempt})",
        _ => "",
    };

    private void Add(DateTimeOffset now, string line)
    {
        lock (_lock)
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {now:HH:mm:ss.fff} {line}"));
    }
}
