using System.Diagnostics;
using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Workflow.Contracts;
using Workflow.Messaging;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Scheduling;
using Workflow.Participants.Payment;
using Workflow.Participants.Shipment;
using Workflow.Participants.Stock;

namespace Workflow.Integration.Participants;

/// <summary>
/// One process with all participants on a database, without a bus: a command goes straight into its consumer, and the
/// answers are read where they are committed, in the outbox. Two of them on one database are two instances.
/// </summary>
internal sealed class ParticipantInstance : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider _provider;

    /// <summary>Starts with these settings; of a key that stands twice the last one counts.</summary>
    public ParticipantInstance(string database, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Reverse().DistinctBy(setting => setting.Key).ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        _provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton(NpgsqlDataSource.Create(database))
            .AddWorkflowMessaging(configuration, bus => bus.UsingInMemory())
            .AddStock(configuration).AddPayment(configuration).AddShipment(configuration)
            .AddSingleton<StockConsumer>().AddSingleton<PaymentConsumer>().AddSingleton<PaymentCallbackConsumer>().AddSingleton<ShipmentConsumer>()
            .BuildServiceProvider();
    }

    public NpgsqlDataSource Database => _provider.GetRequiredService<NpgsqlDataSource>();

    public StockLane Stock => _provider.GetRequiredService<StockLane>();

    public StockReceipts Receipts => _provider.GetRequiredService<StockReceipts>();

    public PaymentLane Payments => _provider.GetRequiredService<PaymentLane>();

    public Task DeliverAsync(OrderMessage command) => command switch
    {
        ReserveStock message => Consumer<StockConsumer>().Consume(Context(message)),
        ReleaseStock message => Consumer<StockConsumer>().Consume(Context(message)),
        CommitStock message => Consumer<StockConsumer>().Consume(Context(message)),
        AuthorizePayment message => Consumer<PaymentConsumer>().Consume(Context(message)),
        RefundPayment message => Consumer<PaymentConsumer>().Consume(Context(message)),
        ReconcilePayment message => Consumer<PaymentConsumer>().Consume(Context(message)),
        PaymentCallback message => Consumer<PaymentCallbackConsumer>().Consume(Context(message)),
        ArrangeShipment message => Consumer<ShipmentConsumer>().Consume(Context(message)),
        CancelShipment message => Consumer<ShipmentConsumer>().Consume(Context(message)),
        _ => throw new UnreachableException(),
    };

    public Task DeliverAllAsync(IEnumerable<OrderMessage> commands) => Task.WhenAll(commands.Select(DeliverAsync));

    /// <summary>Delivers and returns the answers that this added.</summary>
    public async Task<IReadOnlyList<OrderMessage>> AskAsync(OrderMessage command)
    {
        var before = (await AnswersAsync(command.OrderId)).Count;
        await DeliverAsync(command);
        return [.. (await AnswersAsync(command.OrderId)).Skip(before)];
    }

    /// <summary>All answers to the saga, of one order or of all, in the order in which they were written.</summary>
    public Task<IReadOnlyList<OrderMessage>> AnswersAsync(Guid? orderId = null) => OutgoingAsync("queue:order-saga", orderId);

    /// <summary>What is told to everyone, of one order or of all, in the order in which it was written.</summary>
    public Task<IReadOnlyList<OrderMessage>> EventsAsync(Guid? orderId = null) => OutgoingAsync("event:%", orderId);

    /// <summary>One beat of the clock: claims the payments that are due, and gives the messages about them.</summary>
    public async Task<IReadOnlyList<ReconcilePayment>> BeatAsync()
    {
        var before = await OutgoingAsync("queue:payment");
        await using var connection = await Database.OpenConnectionAsync();
        await _provider.GetServices<IDueWork>().OfType<PaymentReconciliation>().Single().RunAsync(connection, CancellationToken.None);
        return [.. (await OutgoingAsync("queue:payment")).Skip(before.Count).Cast<ReconcilePayment>()];
    }

    private async Task<IReadOnlyList<OrderMessage>> OutgoingAsync(string destination, Guid? orderId = null)
    {
        await using var command = Database.CreateCommand(
            "SELECT message_type, body, order_id, message_id FROM messaging.outbox WHERE destination LIKE $2 AND ($1 IS NULL OR order_id = $1) ORDER BY position");
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)orderId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter { Value = destination });
        await using var reader = await command.ExecuteReaderAsync();
        List<OrderMessage> answers = [];
        while (await reader.ReadAsync())
        {
            var stored = reader.GetFieldValue<byte[]>(1);
            answers.Add(MessageBodies.Restore(reader.GetString(0), stored, reader.GetGuid(2), reader.GetGuid(3)) ?? MessageBodies.Deserialize(reader.GetString(0), stored));
        }
        return answers;
    }

    /// <summary>The rows of a query, each as its columns joined by commas.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : FormattableString.Invariant($"{reader.GetValue(i)}"))));
        return rows;
    }

    public async Task<string> RowAsync(string sql) => Assert.Single(await RowsAsync(sql));

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public Task<bool> ReceiveAsync(string receipt, params (string Sku, int Quantity)[] lines) =>
        Receipts.ReceiveAsync(receipt, Commands.Lines(lines), CancellationToken.None);

    /// <summary>Returns when the query gives a row.</summary>
    public async Task WaitForRowAsync(string sql)
    {
        var started = Stopwatch.GetTimestamp();
        while ((await RowsAsync(sql)).Count == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"No row came: {sql}");
            await Task.Delay(10);
        }
    }

    /// <summary>Returns when a session of this database waits for another one's lock.</summary>
    public Task WaitForBlockedAsync() =>
        WaitForRowAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0");

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private T Consumer<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    private static ConsumeContext<T> Context<T>(T message)
        where T : class
    {
        var context = DispatchProxy.Create<ConsumeContext<T>, ContextOfMessage>();
        ((ContextOfMessage)(object)context).Message = message;
        return context;
    }

    /// <summary>As much of a consume context as the consumers use.</summary>
    public class ContextOfMessage : DispatchProxy
    {
        internal object? Message { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            "get_Message" => Message,
            "get_CancellationToken" => CancellationToken.None,
            // It came from nowhere, so that its consumer waits for its commit.
            "get_ReceiveContext" => null,
            _ => throw new NotSupportedException(targetMethod?.Name),
        };
    }
}
