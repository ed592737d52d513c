namespace Workflow.Orchestrator.Intake;

/// <summary>What became of one line of a batch; one line of the answer.</summary>
/// <param name="Line">Number of the line in the request, from 1, empty lines counted.</param>
/// <param name="Status">The status that the order would have got on its own.</param>
/// <param name="OrderId">The order id; only with 202.</param>
/// <param name="Replayed">True when the key was known and this is its first answer; left out otherwise.</param>
/// <param name="Code">Code of the problem; only with neither 202 nor 400.</param>
/// <param name="Errors">Every bad field; only with 400 and 413.</param>
internal sealed record BatchResult(
    int Line,
    int Status,
    Guid? OrderId = null,
    bool? Replayed = null,
    string? Code = null,
    IReadOnlyList<FieldError>? Errors = null)
{
    public static BatchResult Accepted(int line, Guid orderId, bool replayed) =>
        new(line, 202, orderId, replayed ? true : null);

    public static BatchResult Refused(int line, IReadOnlyList<FieldError> errors) => new(line, 400, Errors: errors);

    /// <summary>A line, or the rest from it on, that was over a limit and has not been read.</summary>
    public static BatchResult Unread(NdjsonLine line) => new(line.Number, 413, Errors: [line.Problem!]);

    /// <summary>A line that met <paramref name="problem"/>, such as a full ring.</summary>
    public static BatchResult Refused(int line, Problem problem) =>
        new(line, problem.Status, Code: problem.Code, Errors: problem.Errors);
}
