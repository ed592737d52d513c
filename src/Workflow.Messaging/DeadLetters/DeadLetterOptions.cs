namespace Workflow.Messaging.DeadLetters;

/// <summary>How long dead letters are kept; section <c>Messaging:DeadLetters</c>.</summary>
public sealed class DeadLetterOptions
{
    /// <summary>Days for which a letter is kept after it was resent or dropped; 1 to 3,650; default 30. An open one is kept until then.</summary>
    public int KeepDays { get; set; } = 30;
}
