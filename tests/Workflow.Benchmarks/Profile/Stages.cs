namespace Workflow.Benchmarks.Profile;

/// <summary>Which part of the product a sample of the host belongs to.</summary>
internal static class Stages
{
    private const string Other = "other";

    // The innermost call that is named here decides: what a stage calls counts for the stage.
    private static readonly (string Mark, string Stage)[] Marks =
    [
        ("Workflow.Orchestrator.Intake", "intake"),
        ("Workflow.Messaging.Relay", "relay"),
        ("Workflow.Messaging.Outbox", "relay"),
        ("Workflow.Messaging.Transport", "transport"),
        ("Workflow.Messaging.RabbitMq", "transport"),
        ("Workflow.Messaging.Lanes", "lane"),
        ("Workflow.Messaging.Ring", "lane"),
        ("Workflow.Messaging.Inbox", "lane"),
        ("Workflow.Messaging.Sagas", "saga repository"),
        ("Workflow.Messaging.Scheduling", "scheduling"),
        ("Workflow.Orchestrator", "state machine"),
        ("Workflow.Participants.Stock", "stock"),
        ("Workflow.Participants.Payment", "payment"),
        ("Workflow.Participants.Shipment", "shipment"),
        ("Workflow.Participants", "participants"),
        ("Workflow.Contracts", "serialization"),
        ("Workflow.Messaging", "messaging"),
        ("Quartz", "scheduling"),
        ("RabbitMQ.Client", "broker client"),
        ("Npgsql", "PostgreSQL client"),
        ("Microsoft.AspNetCore", "HTTP"),
        ("System.Net.Http", "payment"),
        ("MassTransit", "MassTransit"),
    ];

    // Whose instructions these were, whoever asked for them.
    private static readonly (string Mark, string Library)[] Libraries =
    [
        ("[kernel.kallsyms]", "kernel"),
        ("libclrjit", "compiler"),
        ("libcoreclr", "runtime: collector, allocation, threads"),
        ("libclrgc", "runtime: collector, allocation, threads"),
        ("System.Text.Json", "System.Text.Json"),
        ("Npgsql", "Npgsql"),
        ("MassTransit", "MassTransit"),
        ("Microsoft.EntityFrameworkCore", "EF Core"),
        ("Microsoft.AspNetCore", "ASP.NET Core"),
        ("Microsoft.Extensions", "Microsoft.Extensions"),
        ("RabbitMQ.Client", "RabbitMQ.Client"),
        ("Workflow.", "Workflow"),
        ("System.Net", "System.Net"),
        ("System.Collections", "System.Collections"),
        ("System.Private.CoreLib", "System.Private.CoreLib"),
        ("libSystem.Native", "C library"),
        ("libc.so", "C library"),
    ];

    public static string StageOf(StackSample sample)
    {
        foreach (var frame in sample.Frames)
        {
            foreach (var (mark, stage) in Marks)
            {
                if (frame.Contains(mark, StringComparison.Ordinal))
                    return stage;
            }
        }
        return sample.Frames.Any(frame => frame.Contains("libclrjit", StringComparison.Ordinal)) ? "compiler" : Other;
    }

    public static string LibraryOf(StackSample sample) =>
        Libraries.FirstOrDefault(library => sample.Frames[0].Contains(library.Mark, StringComparison.Ordinal)).Library ?? Other;
}
