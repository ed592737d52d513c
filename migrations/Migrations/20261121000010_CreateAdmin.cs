using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Workflow.Migrations.Migrations;

/// <summary>What operators do is written down, and what they look for is found by index.</summary>
[DbContext(typeof(WorkflowDbContext))]
[Migration("20261121000010_CreateAdmin")]
internal sealed class CreateAdmin : Migration
{
    private const string Orders = "orders";

    // The tables that only the admin API reads and writes, by SQL of its own: no model says them.
    private const string Tables =
        """
        CREATE SCHEMA admin;

        CREATE TABLE admin.audit (
            audit_id uuid NOT NULL CONSTRAINT audit_pkey PRIMARY KEY,
            at timestamp with time zone NOT NULL,
            actor text NOT NULL,
            role text NULL,
            on_behalf_of text NULL,
            address text NULL,
            action text NOT NULL,
            target text NULL,
            order_id uuid NULL,
            reason text NULL,
            idempotency_key text NULL,
            result text NOT NULL,
            detail text NULL,
            trace_id text NULL
        );
        CREATE INDEX audit_at ON admin.audit (at, audit_id);
        CREATE INDEX audit_order ON admin.audit (order_id, at, audit_id) WHERE order_id IS NOT NULL;
        CREATE INDEX audit_actor ON admin.audit (actor, at, audit_id);
        CREATE INDEX audit_action ON admin.audit (action, at, audit_id);
        CREATE INDEX audit_result ON admin.audit (result, at, audit_id);

        CREATE TABLE admin.bulk (
            bulk_id uuid NOT NULL CONSTRAINT bulk_pkey PRIMARY KEY,
            action text NOT NULL,
            filter text NOT NULL,
            reason text NOT NULL,
            reference text NULL,
            rate integer NOT NULL,
            total integer NOT NULL,
            state text NOT NULL,
            operator text NOT NULL,
            created_by text NOT NULL,
            created_at timestamp with time zone NOT NULL,
            started_at timestamp with time zone NULL,
            finished_at timestamp with time zone NULL,
            next_at timestamp with time zone NULL,
            request_key text NULL,
            request_digest bytea NOT NULL,
            CONSTRAINT bulk_state CHECK (state IN ('preview', 'running', 'paused', 'cancelled', 'finished'))
        );
        CREATE UNIQUE INDEX bulk_request ON admin.bulk (created_by, request_key) WHERE request_key IS NOT NULL;
        CREATE INDEX bulk_created ON admin.bulk (created_at, bulk_id);
        CREATE INDEX bulk_active ON admin.bulk (next_at) WHERE state IN ('running', 'paused', 'cancelled') AND finished_at IS NULL;

        CREATE TABLE admin.bulk_item (
            bulk_id uuid NOT NULL,
            position integer NOT NULL,
            order_id uuid NOT NULL,
            step text NULL,
            sequence integer NOT NULL,
            state text NOT NULL,
            detail text NULL,
            sent_at timestamp with time zone NULL,
            settled_at timestamp with time zone NULL,
            looked_at timestamp with time zone NULL,
            CONSTRAINT bulk_item_pkey PRIMARY KEY (bulk_id, position),
            CONSTRAINT bulk_item_state CHECK (state IN ('pending', 'sent', 'resolved', 'stuck', 'refused', 'undecided', 'cancelled'))
        );
        CREATE INDEX bulk_item_state ON admin.bulk_item (bulk_id, state, looked_at, position);

        CREATE TABLE admin.finished_minute (
            minute timestamp with time zone NOT NULL,
            state text NOT NULL,
            orders bigint NOT NULL,
            CONSTRAINT finished_minute_pkey PRIMARY KEY (minute, state)
        );

        CREATE TABLE admin.cookie_key (
            name text NOT NULL CONSTRAINT cookie_key_pkey PRIMARY KEY,
            xml text NOT NULL
        );
        """;

    // The same rule as ErrorFingerprint, for what failed before this version.
    private const string Backfill =
        """
        UPDATE orders.saga SET error_fingerprint = encode(substring(sha256(convert_to(rtrim(regexp_replace(regexp_replace(
            last_error, '[[:alnum:]_-]*[0-9][[:alnum:]_-]*', '#', 'g'), '\s+', ' ', 'g')), 'UTF8')) FROM 1 FOR 8), 'hex')
        WHERE last_error IS NOT NULL;
        """;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Tables);
        migrationBuilder.AddColumn<string>("error_fingerprint", "saga", "text", schema: Orders, nullable: true);
        migrationBuilder.Sql(Backfill);
        migrationBuilder.CreateIndex("order_customer", "order", ["customer_id", "order_id"], Orders, filter: "customer_id IS NOT NULL");
        migrationBuilder.CreateIndex("order_reference", "order", ["reference", "order_id"], Orders, filter: "reference IS NOT NULL");
        migrationBuilder.CreateIndex("saga_finished", "saga", ["state", "finished_at", "order_id"], Orders, filter: "finished_at IS NOT NULL");
        migrationBuilder.CreateIndex(
            "saga_failing", "saga", ["error_fingerprint", "state_since", "order_id"], Orders, filter: "error_fingerprint IS NOT NULL");
        migrationBuilder.CreateIndex(
            "saga_suspended", "saga", ["step", "error_fingerprint", "state_since", "order_id"], Orders, filter: "state = 'Suspended'");
        migrationBuilder.CreateIndex("saga_retry", "saga", ["retry_at", "order_id"], Orders, filter: "retry_at IS NOT NULL");
        migrationBuilder.CreateIndex("order_event_occurred_at", "order_event", "occurred_at", Orders)
            .Annotation("Npgsql:IndexMethod", "brin").Annotation("Npgsql:StorageParameter:autosummarize", true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var (index, table) in new[]
        {
            ("order_event_occurred_at", "order_event"), ("saga_retry", "saga"), ("saga_suspended", "saga"), ("saga_failing", "saga"),
            ("saga_finished", "saga"), ("order_reference", "order"), ("order_customer", "order"),
        })
            migrationBuilder.DropIndex(index, table, Orders);
        migrationBuilder.DropColumn("error_fingerprint", "saga", Orders);
        migrationBuilder.Sql("DROP SCHEMA admin CASCADE;");
    }
}
