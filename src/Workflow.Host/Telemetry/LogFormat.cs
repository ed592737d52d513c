using Microsoft.Extensions.Logging.Console;

namespace Workflow.Host.Telemetry;

/// <summary>
/// How log lines look: <c>Telemetry:Logs</c> is <c>Text</c>, <c>Json</c>, or <c>Auto</c>: text for people beside a private
/// database, JSON for a collector beside a configured one.
/// </summary>
internal static class LogFormat
{
    internal const string Setting = "Telemetry:Logs";

    /// <exception cref="InvalidOperationException">The setting is none of the three.</exception>
    internal static ILoggingBuilder UseLogFormat(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        var name = IsJson(configuration) ? JsonLogFormatter.FormatterName : ConsoleFormatterNames.Simple;
        // Whoever names a formatter in the framework's own way gets that one.
        logging.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName ??= name);
        return logging;
    }

    private static bool IsJson(IConfiguration configuration) => configuration[Setting]?.ToLowerInvariant() switch
    {
        null or "" or "auto" => configuration.GetConnectionString("Workflow") is { Length: > 0 },
        "json" => true,
        "text" => false,
        var other => throw new InvalidOperationException($"{Setting} is '{other}'; it must be Auto, Text or Json."),
    };
}
