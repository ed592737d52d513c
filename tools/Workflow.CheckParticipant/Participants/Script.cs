using System.Globalization;
using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.CheckParticipant.Participants;

/// <summary>What the saga says to one kind of participant, and what that may answer.</summary>
internal abstract class Script(CheckOptions options)
{
    /// <summary>Pinned name of the queue, and of the step in a <see cref="StepFailed"/>.</summary>
    public string Queue { get; } = options.Participant.ToString().ToLowerInvariant();

    /// <summary>Wire names of the answers: done, refused for good, undone.</summary>
    public abstract (string Done, string Refused, string Undone) Answers { get; }

    /// <summary>Why a refusal cannot be asked for; null when it can.</summary>
    public abstract string? NoRefusal { get; }

    protected CheckOptions Options => options;

    /// <summary>The action for an order, one that it should carry out.</summary>
    public abstract OrderMessage Act(Guid order, int attempt = 1);

    /// <summary>The action that it should refuse.</summary>
    public abstract OrderMessage ActRefused(Guid order, int attempt = 1);

    /// <summary>The compensation.</summary>
    public abstract OrderMessage Undo(Guid order, int attempt = 1);

    /// <summary>What is wrong with the content of an answer; null when nothing is.</summary>
    public virtual string? Fault(OrderMessage answer, bool wasDone) => null;

    /// <summary>A command that has no answer at all; null when the contract has none.</summary>
    public virtual OrderMessage? Finish(Guid order) => null;

    public static Script Of(CheckOptions options) => options.Participant switch
    {
        ParticipantKind.Stock => new StockScript(options),
        ParticipantKind.Payment => new PaymentScript(options),
        _ => new ShipmentScript(options),
    };

    /// <summary>Everything of an answer but its own id: what a repeat must say again.</summary>
    public static string ContentOf(OrderMessage answer)
    {
        ContractCatalog.TryGetWireName(answer.GetType(), out var name);
        ContractCatalog.TryGetTypeInfo(name, out var type);
        return $"{name} {JsonSerializer.Serialize(answer with { MessageId = Guid.Empty }, type)}";
    }

    protected static string TraceOf(Guid order) => order.ToString("N");

    protected static string? TextFault(string field, string text) => text.Length is >= 1 and <= 64
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{field} has {text.Length} characters; it must have 1 to 64");
}
