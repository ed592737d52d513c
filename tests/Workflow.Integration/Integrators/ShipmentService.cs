using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;
using Workflow.Integration.Processes;

namespace Workflow.Integration.Integrators;

/// <summary>The samples of a shipment service, as the processes that their readmes start.</summary>
internal static class ShipmentService
{
    public const string UnservedCountry = "Nowhere";

    public static TestProcess StartCSharp(Uri broker, string database) => TestProcess.Start(
        Programs.ShipmentSample, [],
        ("Transport", "RabbitMQ"), ("RabbitMq__Uri", broker.ToString()), ("ConnectionStrings__Shipments", database),
        ("UnservedCountry", UnservedCountry));

    public static async Task<TestProcess> StartNodeAsync(Uri broker, string database)
    {
        var directory = Path.Combine(AppContext.BaseDirectory, "shipment-node");
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.EnumerateFiles(Sources()))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        await InstallAsync(directory);
        return TestProcess.StartProgram(
            ["node", Path.Combine(directory, "shipment.mjs")],
            ("RABBITMQ", broker.ToString()), ("POSTGRES", AddressOf(database)), ("UNSERVED_COUNTRY", UnservedCountry));
    }

    private static async Task InstallAsync(string directory)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync().WaitAsync(TestProcess.Patience);
        Assert.True(npm.ExitCode == 0, $"npm: {await output}{await errors}");
    }

    private static string AddressOf(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        // The tests' server listens on a socket in a directory only.
        return $"postgres://{settings.Username}@/{settings.Database}?host={Uri.EscapeDataString(settings.Host!)}";
    }

    private static string Sources([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "../../../../samples/shipment-node"));
}
