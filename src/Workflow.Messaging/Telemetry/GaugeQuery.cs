namespace Workflow.Messaging.Telemetry;

/// <summary>
/// Gauges that only the database knows. The query must be cheap however many orders have ended, take no lock, and be
/// bounded in rows. Its columns are first the labels (text), then a number for each gauge.
/// </summary>
/// <param name="Sql">The statement; it has no parameters.</param>
/// <param name="Labels">Names of the label columns.</param>
/// <param name="Gauges">Names and units of the value columns.</param>
public sealed record GaugeQuery(string Sql, IReadOnlyList<string> Labels, params IReadOnlyList<GaugeColumn> Gauges);

/// <summary>One gauge of a <see cref="GaugeQuery"/>.</summary>
/// <param name="Name">Name in OpenTelemetry's form, such as <c>workflow.outbox.backlog</c>.</param>
/// <param name="Unit">UCUM unit: <c>s</c>, <c>{message}</c> and so on.</param>
public sealed record GaugeColumn(string Name, string Unit);
