using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Host.Embedded;

namespace Workflow.Integration.Embedded;

/// <summary>
/// Another process that uses the private PostgreSQL of a data directory until its input ends or it is killed. It is
/// this test assembly again: with the variable set, it does that instead of running tests.
/// </summary>
internal sealed class OwnerProcess : IDisposable
{
    private const string Variable = "WORKFLOW_TEST_EMBEDDED_OWNER";

    private readonly Process _process;

    private OwnerProcess(Process process) => _process = process;

    public static async Task<OwnerProcess> StartAsync(string dataDirectory)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            info.ArgumentList.Add(typeof(OwnerProcess).Assembly.Location);
        info.Environment[Variable] = dataDirectory;
        var process = Process.Start(info)!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        return new OwnerProcess(process);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    [ModuleInitializer]
    internal static void BecomeOwnerIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } dataDirectory)
            return;
        UseUntilInputEnds(dataDirectory);
        Environment.Exit(0);
    }

    // Not async: no other thread can run this assembly's code before its initializer has ended.
    private static void UseUntilInputEnds(string dataDirectory)
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = dataDirectory };
        var postgres = EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None).GetAwaiter().GetResult();
        Console.Out.WriteLine("ready");
        Console.In.ReadToEnd();
        postgres.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
