using Npgsql;
using Workflow.Demo;
using Workflow.Demo.Processes;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(DemoOptions.Help);
    return 0;
}
if (DemoOptions.Parse(args, out var error) is not { } options)
{
    Console.Error.WriteLine($"{error} Try --help.");
    return 2;
}

using var signals = new Signals(TimeProvider.System);
using var asked = signals.Stop.Register(() => Console.Error.WriteLine("\nStopping. Once more ends it at once."));
try
{
    return await new DemoRun(options, TimeProvider.System, signals.Force).RunAsync(signals.Stop);
}
catch (Exception e) when (signals.Stop.IsCancellationRequested)
{
    Console.Error.WriteLine(e is OperationCanceledException ? "\nStopped." : $"\nStopped. {e.Message}");
    return signals.ExitCode;
}
catch (NpgsqlException e)
{
    Console.Error.WriteLine($"The database does not tell what became of the orders: {e.Message}");
    return 1;
}
catch (Exception e) when (e is DemoException or IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException or HttpRequestException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
