namespace Workflow.Host.Embedded;

/// <summary>The private PostgreSQL cannot be used; the message tells the operator what to change.</summary>
internal sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
