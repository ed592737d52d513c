using Npgsql;
using Workflow.Demo;
using Workflow.Demo.Processes;

namespace Workflow.Torture;

internal static class TortureProgram
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(TortureOptions.Help);
            return 0;
        }
        if (TortureOptions.Parse(args, out var error) is not { } options)
        {
            await Console.Error.WriteLineAsync($"{error} Try --help.");
            return 2;
        }
        using var signals = new Signals(TimeProvider.System);
        try
        {
            return options.OneByOne
                ? await new OneByOneRun(options, TimeProvider.System).RunAsync(signals.Stop)
                : await new TortureRun(options, TimeProvider.System).RunAsync(signals.Stop);
        }
        catch (Exception e) when (signals.Stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(e is OperationCanceledException ? "\nStopped." : $"\nStopped. {e.Message}");
            return signals.ExitCode;
        }
        catch (Exception e) when (e is DemoException or InvalidOperationException or IOException or UnauthorizedAccessException or HttpRequestException or NpgsqlException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
