using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Workflow.Migrations.Migrations;

[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000001_CreateMessaging")]
internal sealed class CreateMessaging : Migration
{
    private const string Schema = "messaging";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(Schema);
        CreateOutbox(migrationBuilder);
        CreateInbox(migrationBuilder);
        CreateScheduledMessages(migrationBuilder);
        CreateDeadLetters(migrationBuilder);
        CreateInstances(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("instance", Schema);
        migrationBuilder.DropTable("dead_letter", Schema);
        migrationBuilder.DropTable("scheduled_message", Schema);
        migrationBuilder.DropTable("inbox", Schema);
        migrationBuilder.DropTable("outbox", Schema);
        migrationBuilder.DropSchema(Schema);
    }

    private static void CreateOutbox(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("outbox", table => new
        {
            message_id = table.Column<Guid>("uuid"),
            position = table.Column<long>("bigint")
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
            order_id = table.Column<Guid>("uuid"),
            destination = table.Column<string>("text"),
            message_type = table.Column<string>("text"),
            body = table.Column<byte[]>("bytea"),
            headers = table.Column<string>("text", nullable: true),
            owner = table.Column<Guid>("uuid", nullable: true),
            attempts = table.Column<int>("integer"),
            next_at = table.Column<DateTimeOffset>("timestamp with time zone", nullable: true),
            last_error = table.Column<string>("text", nullable: true),
            created_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table => table.PrimaryKey("outbox_pkey", row => row.message_id))
            .IsQueue(2_000);
        migrationBuilder.CreateIndex("outbox_position", "outbox", "position", Schema);
    }

    // A model cannot say partitions. The default one takes what comes before its day's partition stands, such as a
    // message id from a clock that is days off; the daily ones are made and dropped by InboxPartitions.
    private static void CreateInbox(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE messaging.inbox (
            day date NOT NULL,
            message_id uuid NOT NULL,
            consumer text NOT NULL,
            order_id uuid NOT NULL,
            CONSTRAINT inbox_pkey PRIMARY KEY (day, message_id, consumer)
        ) PARTITION BY RANGE (day);

        CREATE TABLE messaging.inbox_default PARTITION OF messaging.inbox DEFAULT;
        """);

    private static void CreateScheduledMessages(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("scheduled_message", table => new
        {
            message_id = table.Column<Guid>("uuid"),
            order_id = table.Column<Guid>("uuid"),
            due_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            destination = table.Column<string>("text"),
            message_type = table.Column<string>("text"),
            body = table.Column<byte[]>("bytea"),
            headers = table.Column<string>("text", nullable: true),
            token = table.Column<Guid>("uuid", nullable: true),
        }, Schema, table => table.PrimaryKey("scheduled_message_pkey", row => row.message_id))
            .IsQueue(2_000);
        migrationBuilder.CreateIndex("scheduled_message_due_at", "scheduled_message", "due_at", Schema);
        migrationBuilder.CreateIndex(
            "scheduled_message_token", "scheduled_message", "token", Schema, filter: "token IS NOT NULL");
    }

    private static void CreateDeadLetters(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("dead_letter", table => new
        {
            dead_letter_id = table.Column<Guid>("uuid"),
            message_id = table.Column<Guid>("uuid"),
            order_id = table.Column<Guid>("uuid", nullable: true),
            destination = table.Column<string>("text"),
            message_type = table.Column<string>("text"),
            body = table.Column<byte[]>("bytea"),
            headers = table.Column<string>("text", nullable: true),
            reason = table.Column<string>("text"),
            error = table.Column<string>("text", nullable: true),
            attempts = table.Column<int>("integer"),
            first_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            last_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table => table.PrimaryKey("dead_letter_pkey", row => row.dead_letter_id));

    private static void CreateInstances(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable("instance", table => new
        {
            instance_id = table.Column<Guid>("uuid"),
            name = table.Column<string>("text"),
            started_at = table.Column<DateTimeOffset>("timestamp with time zone"),
            heartbeat_at = table.Column<DateTimeOffset>("timestamp with time zone"),
        }, Schema, table => table.PrimaryKey("instance_pkey", row => row.instance_id));
}
