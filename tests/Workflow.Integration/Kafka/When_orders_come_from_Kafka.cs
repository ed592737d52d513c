using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Integration.Admin;
using Workflow.Integration.Intake;
using Workflow.Integration.Messaging.Cast;
using Workflow.Orchestrator.Intake.Kafka;
using Workflow.TestSupport;

namespace Workflow.Integration.Kafka;

public sealed class When_orders_come_from_Kafka(PostgresFixture postgres)
{
    [Fact]
    public async Task Should_make_one_order_of_each_key_whatever_door_it_comes_through()
    {
        await using var shop = await KafkaShop.OpenAsync(postgres);
        using (var first = await shop.Host.Http.SubmitAsync(key: "both-doors"))
            first.EnsureSuccessStatusCode();

        await shop.Speaker.SendAsync(0, Requests.Order, "both-doors");
        await shop.Speaker.SendAsync(1, Requests.Order, "twice", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        await shop.Speaker.SendAsync(2, Requests.Order, "twice");
        await shop.Speaker.SendAsync(3, Requests.Order);
        await shop.Speaker.SendAsync(3, Requests.Order);
        await shop.ReadAllAsync(5);

        Assert.Equal(
            ["both-doors", "kafka workflow orders 3 0", "kafka workflow orders 3 1", "twice"],
            (await KeysAsync(shop)).Order(StringComparer.Ordinal));
        Assert.Equal(0L, await shop.Host.ReadAsync<long>("SELECT count(*) FROM messaging.dead_letter"));
        Assert.Equal(1L, await shop.Host.ReadAsync<long>("""SELECT count(*) FROM orders."order" WHERE idempotency_key = 'twice' """));
    }

    [Fact]
    public async Task Should_put_aside_what_is_no_order_and_go_on()
    {
        await using var shop = await KafkaShop.OpenAsync(postgres, "Intake:MaxBodyBytes=2048");
        await using var dead = new Listener(shop.Kafka.BootstrapServers, "orders-dead", 1);

        await shop.Speaker.SendAsync(0, Requests.Order, "good");
        await shop.Speaker.SendAsync(0, "{ no json");
        await shop.Speaker.SendAsync(0, Requests.WithLine("""{"sku":"85123A","quantity":0,"unitPrice":2.55}"""));
        await shop.Speaker.SendAsync(0, null);
        await shop.Speaker.SendAsync(0, Requests.Order, "not a key");
        await shop.Speaker.SendAsync(0, $$"""{"reference":"{{new string('x', 3000)}}","lines":[{{Requests.Line}}]}""");
        await shop.Speaker.SendAsync(0, Requests.WithLine("""{"sku":"85123A","quantity":1,"unitPrice":2.55}"""), "good");
        await shop.Speaker.SendAsync(0, Requests.Order, "good too");
        await shop.Speaker.SendAsync(0, Requests.Order, "better");
        await shop.ReadAllAsync(9);

        Assert.Equal(["better", "good"], (await KeysAsync(shop)).Order(StringComparer.Ordinal));
        await dead.UntilAsync(all => all.Count >= 7, "the dead records are in their topic");
        Assert.Equal(
            ["1 invalid order", "2 invalid order", "3 invalid order", "4 invalid order", "5 invalid order", "6 idempotency key reused", "7 invalid order"],
            dead.All.Select(record => $"{record.Headers["dead-letter-offset"]} {record.Headers["dead-letter-reason"]}").Order());
        Assert.All(dead.All, record => Assert.Equal("shop"u8.ToArray(), record.Key));
        Assert.Contains("lines[0].quantity", dead.All.Single(record => record.Headers["dead-letter-offset"] == "2").Headers["dead-letter-error"], StringComparison.Ordinal);
        Assert.Equal(7L, await shop.Host.ReadAsync<long>("SELECT count(*) FROM messaging.dead_letter WHERE destination = 'kafka:orders' AND resolution IS NULL"));
    }

    [Fact]
    public async Task Should_take_a_record_that_was_put_right_through_the_same_checks()
    {
        await using var shop = await KafkaShop.OpenAsync(postgres, $"Admin:Key={SharedHost.AdminKey}");
        await shop.Speaker.SendAsync(0, Requests.WithLine("""{"sku":"85123A","quantity":0,"unitPrice":2.55}"""));
        await shop.ReadAllAsync(1);
        var id = await shop.Host.ReadAsync<Guid>("SELECT dead_letter_id FROM messaging.dead_letter");
        var (http, letter) = (shop.Host.Http, $"/admin/dead-letters/{id}");
        string Edit(int quantity) => $$"""{"operator":"olga","body":{{Requests.WithLine($$$"""{"sku":"85123A","quantity":{{{quantity}}},"unitPrice":2.55}""")}}}""";

        using (var early = await http.AdminAsync(HttpMethod.Post, $"{letter}/resend", """{"operator":"olga"}"""))
            await early.ProblemAsync(HttpStatusCode.Conflict, "letter_refused");
        using (var wrong = await http.AdminAsync(HttpMethod.Put, letter, Edit(-1)))
            Assert.Equal(["body.lines[0].quantity invalid_format"], await wrong.BadFieldsAsync());
        Assert.Equal(0, (await http.AdminJsonAsync(HttpMethod.Post, "/admin/dead-letters/resend", """{"operator":"olga","all":true}""")).GetProperty("done").GetInt32());
        Assert.Equal((0L, 0L), (await shop.Host.CountOrdersAsync(), await shop.Host.ReadAsync<long>("SELECT count(*) FROM messaging.outbox")));

        Assert.True((await http.AdminJsonAsync(HttpMethod.Put, letter, Edit(6))).GetProperty("done").GetBoolean());
        Assert.True((await http.AdminJsonAsync(HttpMethod.Post, $"{letter}/resend", """{"operator":"olga"}""")).GetProperty("done").GetBoolean());
        Assert.False((await http.AdminJsonAsync(HttpMethod.Post, $"{letter}/resend", """{"operator":"olga"}""")).GetProperty("done").GetBoolean());

        Assert.Equal(1L, await shop.Host.CountOrdersAsync());
        Assert.Equal("resent olga", await shop.Host.ReadAsync<string>("SELECT resolution || ' ' || resolved_by FROM messaging.dead_letter"));
    }

    [Fact]
    public async Task Should_leave_alone_what_another_instance_has_read()
    {
        await using var shop = await KafkaShop.OpenAsync(postgres);
        await shop.Speaker.SendAsync(0, Requests.Order, "first");
        await shop.ReadAllAsync(1);
        var intake = shop.Host.Services.GetRequiredService<RecordIntake>();
        var late = new Confluent.Kafka.ConsumeResult<byte[], byte[]>
        {
            Topic = "orders",
            Partition = 0,
            Offset = 0,
            Message = new() { Value = System.Text.Encoding.UTF8.GetBytes(Requests.Order), Headers = [] },
        };

        var (taken, error) = await intake.TakeAsync([late], expected: 0, poisoned: null);

        Assert.Equal(0, taken);
        Assert.IsType<OffsetFencedException>(error);
        Assert.Equal(1L, await shop.Host.CountOrdersAsync());
        Assert.Equal(1L, await intake.StoredOffsetAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task Should_pause_a_partition_while_there_is_no_room_and_resume_it()
    {
        await using var shop = await KafkaShop.OpenAsync(postgres, "Kafka:IntakeBatch=8");
        var door = shop.Host.Services.GetRequiredService<KafkaDoor>();
        await Eventually.HoldsAsync(() => door.Readers.Count == KafkaShop.Partitions, "the host reads all partitions");
        await using (var held = await shop.Host.HoldAsync(RunningHost.Orders))
        {
            for (var i = 0; i < 100; i++)
                await shop.Speaker.SendAsync(0, Requests.Order, $"hot-{i}");
            await Eventually.HoldsAsync(() => door.Readers.Count(reader => reader.IsPaused) == 1, "the hot partition alone is paused");
        }
        await shop.Speaker.SendAsync(1, Requests.Order, "cold");
        await shop.ReadAllAsync(101);

        Assert.Equal(101L, await shop.Host.CountOrdersAsync());
        await Eventually.HoldsAsync(() => door.Readers.All(reader => !reader.IsPaused), "no partition is paused");
    }

    [Fact]
    public async Task Should_lose_and_double_nothing_while_instances_come_and_go()
    {
        const int Orders = 2_000;
        await using var shop = await KafkaShop.OpenAsync(postgres);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Orders; i++)
            {
                // Every second one without a key: only the offset says that it was read.
                await shop.Speaker.SendAsync(i % KafkaShop.Partitions, Requests.Order, i % 2 == 0 ? $"order-{i}" : null);
            }
        });

        for (var round = 0; round < 3; round++)
        {
            var another = await shop.StartHostAsync();
            await Eventually.HoldsAsync(() => another.Services.GetRequiredService<KafkaDoor>().Readers.Count > 0, "the new instance reads");
            var before = await another.CountOrdersAsync();
            await Eventually.HoldsAsync(async () => sending.IsCompleted || await another.CountOrdersAsync() > before + 50, "orders go on");
            await shop.StopHostAsync(another);
        }
        await sending;
        await shop.ReadAllAsync(Orders);

        Assert.Equal(Orders, await shop.Host.CountOrdersAsync());
        Assert.Equal(0L, await shop.Host.ReadAsync<long>("SELECT count(*) FROM messaging.dead_letter"));
    }

    private static async Task<List<string>> KeysAsync(KafkaShop shop)
    {
        await using var command = shop.Host.Database.CreateCommand("""SELECT idempotency_key FROM orders."order" """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> keys = [];
        while (await reader.ReadAsync())
            keys.Add(reader.GetString(0));
        return keys;
    }
}
