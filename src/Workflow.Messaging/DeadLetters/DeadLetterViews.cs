namespace Workflow.Messaging.DeadLetters;

/// <summary>A dead letter as a line of a list.</summary>
/// <param name="DeadLetterId">Its own id.</param>
/// <param name="MessageId">The message; one may die more than once.</param>
/// <param name="OrderId">Its order; null when that cannot be told.</param>
/// <param name="Destination"><c>queue:NAME</c> or <c>event:WIRE-NAME</c>.</param>
/// <param name="MessageType">Wire name; empty when the message says none.</param>
/// <param name="Reason">Pinned name of why it died.</param>
/// <param name="Error">The last error; null when the reason says it all.</param>
/// <param name="Fingerprint">The group of errors that it belongs to.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="FirstAt">First attempt, UTC.</param>
/// <param name="LastAt">Last attempt, UTC.</param>
/// <param name="BodyBytes">Length of the body.</param>
/// <param name="State">Open, resent or dropped.</param>
/// <param name="ResolvedAt">When it was resent or dropped; null while it is open.</param>
/// <param name="ResolvedBy">By whom.</param>
/// <param name="EditedAt">Its last edit; null when it is as it came.</param>
/// <param name="EditedBy">By whom.</param>
public sealed record DeadLetterLine(
    Guid DeadLetterId, Guid MessageId, Guid? OrderId, string Destination, string MessageType, string Reason, string? Error,
    string Fingerprint, int Attempts, DateTimeOffset FirstAt, DateTimeOffset LastAt, int BodyBytes, DeadLetterState State,
    DateTimeOffset? ResolvedAt, string? ResolvedBy, DateTimeOffset? EditedAt, string? EditedBy);

/// <summary>A dead letter with all that is known of it.</summary>
/// <param name="Line">As in the list.</param>
/// <param name="Content">The message as it would be sent now.</param>
/// <param name="Original">The message as it came; null when it was never edited.</param>
public sealed record DeadLetterDetail(DeadLetterLine Line, DeadLetterContent Content, DeadLetterContent? Original);

/// <summary>What may be edited of a message.</summary>
/// <param name="MessageType">Wire name.</param>
/// <param name="Body">The serialized message.</param>
/// <param name="Headers">Headers as a JSON object of texts; null when there are none.</param>
public sealed record DeadLetterContent(string MessageType, byte[] Body, string? Headers);

/// <summary>Letters whose errors are alike.</summary>
/// <param name="Fingerprint">What they have in common.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstAt">When the first of them died, UTC.</param>
/// <param name="LastAt">When the last of them died, UTC.</param>
/// <param name="Latest">The last of them.</param>
public sealed record DeadLetterGroup(string Fingerprint, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, DeadLetterLine Latest);
