using Workflow.Host.Embedded;
using Workflow.Host.Serve;
using Workflow.Host.Verify;
using Workflow.Migrations;

namespace Workflow.Host;

/// <summary>What the program can be asked to do: its first argument, before the settings.</summary>
internal static class Verbs
{
    private const string Help =
        """
        Workflow: order processing with stock, payment and shipment; every effect exactly once.

        Usage: Workflow.Host [serve | migrate | verify] [--Section:Key=value ...]

          serve     (default) accept and process orders until Ctrl-C
          migrate   bring the database schema up to date, then end
          verify    prove from the data that every accepted order ended exactly once, then end

        Settings come from appsettings.json, the environment (Section__Key) and the command line (--Section:Key=value):

          Urls                          address to listen on, default http://127.0.0.1:5080
          ConnectionStrings:Workflow    PostgreSQL; without it a private one is started from the installed binaries
          Embedded:DataDirectory        where the private one keeps its data, default .data
          Transport                     InMemory (default) or RabbitMQ
          RabbitMq:Uri                  the broker (best as RabbitMq__Uri in the environment)
          Kafka:BootstrapServers        Kafka, for events and orders; without it not used
          Payment:GatewayUrl            payment gateway, default http://127.0.0.1:5081
          Payment:LedgerFile            verify only: the gateway's ledger as a file instead of by HTTP
          Admin:Key                     key of the admin API (best as Admin__Key in the environment); without it closed

        All settings with range, unit and default: docs/configuration.md
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        var verb = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "serve";
        if (args.Any(argument => argument is "--help" or "-h"))
        {
            Console.WriteLine(Help);
            return 0;
        }
        try
        {
            return verb switch
            {
                "serve" => await WorkflowApplication.RunAsync(args),
                "migrate" => await WithDatabaseAsync(args, MigrateAsync),
                "verify" => await WithDatabaseAsync(args, VerifyAsync),
                _ => Unknown(verb),
            };
        }
        catch (Exception error) when (error is EmbeddedPostgresException or SettingException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    private static int Unknown(string verb)
    {
        Console.Error.WriteLine($"Unknown verb '{verb}'.");
        Console.Error.WriteLine(Help);
        return 2;
    }

    private static async Task<int> WithDatabaseAsync(
        string[] args, Func<IConfiguration, string, ILogger, CancellationToken, Task<int>> run)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables().AddCommandLine(args).Build();
        // Standard output belongs to the verb: its last line is for programs.
        using var logging = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var logger = logging.CreateLogger("Workflow");
        using var stop = new CancellationTokenSource();
        using var interrupt = Interrupts.CancelOn(stop);
        await using var database = await WorkflowDatabase.OpenAsync(configuration, logger, stop.Token);
        return await run(configuration, database.ConnectionString, logger, stop.Token);
    }

    private static async Task<int> MigrateAsync(
        IConfiguration configuration, string connectionString, ILogger logger, CancellationToken cancellationToken)
    {
        await WorkflowMigrator.MigrateAsync(connectionString, logger, cancellationToken);
        Console.WriteLine("The database schema is up to date.");
        return 0;
    }

    private static Task<int> VerifyAsync(
        IConfiguration configuration, string connectionString, ILogger logger, CancellationToken cancellationToken) =>
        VerifyCommand.RunAsync(
            connectionString, VerifyScope.Read(configuration), Console.Out, cancellationToken);
}
