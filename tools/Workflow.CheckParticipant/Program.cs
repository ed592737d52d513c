using RabbitMQ.Client.Exceptions;
using Workflow.CheckParticipant;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(CheckOptions.Help);
    return 0;
}
if (CheckOptions.Parse(args, out var error) is not { } options)
{
    Console.Error.WriteLine($"{error} Try --help.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    return await CheckRun.RunAsync(options, Console.Out, stop.Token);
}
catch (Exception e) when (e is CheckRefusedException or BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException)
{
    Console.Error.WriteLine(e.InnerException is { } cause ? $"{e.Message} {cause.Message}" : e.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
