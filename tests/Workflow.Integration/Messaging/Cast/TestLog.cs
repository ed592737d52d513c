using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Workflow.Integration.Messaging.Cast;

/// <summary>Keeps the warnings of a host with the test that started it: a test that fails shows them.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) => new Book(_output, categoryName);

    public void Dispose()
    {
    }

    private sealed class Book(ITestOutputHelper? output, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => output is not null && logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var at = DateTime.UtcNow.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
            try
            {
                output!.WriteLine($"{at} {logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : Environment.NewLine + exception)}");
            }
            catch (InvalidOperationException)
            {
                // A host that is shared by tests outlives the one that started it.
                return;
            }
        }
    }
}
