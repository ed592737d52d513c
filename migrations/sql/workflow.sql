CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId")
);

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'messaging') THEN
            CREATE SCHEMA messaging;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE TABLE messaging.outbox (
        message_id uuid NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        order_id uuid NOT NULL,
        destination text NOT NULL,
        message_type text NOT NULL,
        body bytea NOT NULL,
        headers text,
        owner uuid,
        attempts integer NOT NULL,
        next_at timestamp with time zone,
        last_error text,
        created_at timestamp with time zone NOT NULL,
        CONSTRAINT outbox_pkey PRIMARY KEY (message_id)
    )
    WITH (autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000, autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE INDEX outbox_position ON messaging.outbox (position);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE TABLE messaging.inbox (
        day date NOT NULL,
        message_id uuid NOT NULL,
        consumer text NOT NULL,
        order_id uuid NOT NULL,
        CONSTRAINT inbox_pkey PRIMARY KEY (day, message_id, consumer)
    ) PARTITION BY RANGE (day);

    CREATE TABLE messaging.inbox_default PARTITION OF messaging.inbox DEFAULT;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE TABLE messaging.scheduled_message (
        message_id uuid NOT NULL,
        order_id uuid NOT NULL,
        due_at timestamp with time zone NOT NULL,
        destination text NOT NULL,
        message_type text NOT NULL,
        body bytea NOT NULL,
        headers text,
        token uuid,
        CONSTRAINT scheduled_message_pkey PRIMARY KEY (message_id)
    )
    WITH (autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000, autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE INDEX scheduled_message_due_at ON messaging.scheduled_message (due_at);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE INDEX scheduled_message_token ON messaging.scheduled_message (token) WHERE token IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE TABLE messaging.dead_letter (
        dead_letter_id uuid NOT NULL,
        message_id uuid NOT NULL,
        order_id uuid,
        destination text NOT NULL,
        message_type text NOT NULL,
        body bytea NOT NULL,
        headers text,
        reason text NOT NULL,
        error text,
        attempts integer NOT NULL,
        first_at timestamp with time zone NOT NULL,
        last_at timestamp with time zone NOT NULL,
        CONSTRAINT dead_letter_pkey PRIMARY KEY (dead_letter_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE TABLE messaging.instance (
        instance_id uuid NOT NULL,
        name text NOT NULL,
        started_at timestamp with time zone NOT NULL,
        heartbeat_at timestamp with time zone NOT NULL,
        CONSTRAINT instance_pkey PRIMARY KEY (instance_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000001_CreateMessaging', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'orders') THEN
            CREATE SCHEMA orders;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    CREATE TABLE orders."order" (
        order_id uuid NOT NULL,
        reference text,
        idempotency_key text,
        request_hash bytea,
        customer_id text,
        country text,
        currency text NOT NULL,
        business_type text NOT NULL,
        trace_id text NOT NULL,
        total numeric(18,4) NOT NULL,
        accepted_at timestamp with time zone NOT NULL,
        lines jsonb NOT NULL,
        CONSTRAINT order_pkey PRIMARY KEY (order_id),
        CONSTRAINT order_total CHECK (total > 0)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    CREATE UNIQUE INDEX order_idempotency_key ON orders."order" (idempotency_key);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    CREATE TABLE orders.saga (
        order_id uuid NOT NULL,
        version integer NOT NULL,
        state text NOT NULL,
        step text,
        attempt integer NOT NULL,
        deadline_at timestamp with time zone,
        retry_at timestamp with time zone,
        outcome text,
        reason text,
        last_error text,
        payment_reference text,
        tracking_number text,
        state_since timestamp with time zone NOT NULL,
        finished_at timestamp with time zone,
        last_sequence integer NOT NULL,
        CONSTRAINT saga_pkey PRIMARY KEY (order_id)
    )
    WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=50000, fillfactor=70);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    CREATE INDEX saga_deadline ON orders.saga (deadline_at) WHERE deadline_at IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    CREATE INDEX saga_running ON orders.saga (state, state_since) WHERE finished_at IS NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    CREATE TABLE orders.order_event (
        order_id uuid NOT NULL,
        sequence integer NOT NULL,
        type text NOT NULL,
        state text NOT NULL,
        causation_id uuid NOT NULL,
        occurred_at timestamp with time zone NOT NULL,
        data jsonb,
        CONSTRAINT order_event_pkey PRIMARY KEY (order_id, sequence)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000002_CreateOrders') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000002_CreateOrders', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000003_CreateStock') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'stock') THEN
            CREATE SCHEMA stock;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000003_CreateStock') THEN
    CREATE TABLE stock.item (
        sku text COLLATE "C" NOT NULL,
        received bigint NOT NULL,
        on_hand bigint NOT NULL,
        reserved bigint NOT NULL,
        sold bigint NOT NULL,
        CONSTRAINT item_pkey PRIMARY KEY (sku),
        CONSTRAINT item_not_negative CHECK (received >= 0 AND on_hand >= 0 AND reserved >= 0 AND sold >= 0),
        CONSTRAINT item_adds_up CHECK (on_hand + reserved + sold = received)
    )
    WITH (autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, fillfactor=50);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000003_CreateStock') THEN
    CREATE TABLE stock.reservation (
        order_id uuid NOT NULL,
        status text NOT NULL,
        items jsonb,
        reason text,
        decided_at timestamp with time zone NOT NULL,
        CONSTRAINT reservation_pkey PRIMARY KEY (order_id),
        CONSTRAINT reservation_status CHECK (status IN ('Reserved', 'Rejected', 'Released', 'Sold'))
    )
    WITH (fillfactor=85);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000003_CreateStock') THEN
    CREATE TABLE stock.receipt (
        receipt_id text NOT NULL,
        received_at timestamp with time zone NOT NULL,
        CONSTRAINT receipt_pkey PRIMARY KEY (receipt_id)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000003_CreateStock') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000003_CreateStock', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000004_CreatePayments') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'payments') THEN
            CREATE SCHEMA payments;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000004_CreatePayments') THEN
    CREATE TABLE payments.payment (
        order_id uuid NOT NULL,
        status text NOT NULL,
        amount numeric(18,4) NOT NULL,
        currency text NOT NULL,
        captured numeric(18,4) NOT NULL,
        refunded numeric(18,4) NOT NULL,
        reference text,
        reason text,
        created_at timestamp with time zone NOT NULL,
        updated_at timestamp with time zone NOT NULL,
        CONSTRAINT payment_pkey PRIMARY KEY (order_id),
        CONSTRAINT payment_status CHECK (status IN ('Pending', 'Unknown', 'Captured', 'Declined', 'Reversing', 'Reversed')),
        CONSTRAINT payment_amounts CHECK (amount >= 0 AND refunded >= 0 AND refunded <= captured)
    )
    WITH (fillfactor=85);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000004_CreatePayments') THEN
    CREATE INDEX payment_open ON payments.payment (updated_at) WHERE status IN ('Pending', 'Unknown', 'Reversing');
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000004_CreatePayments') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000004_CreatePayments', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000005_CreateShipments') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'shipments') THEN
            CREATE SCHEMA shipments;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000005_CreateShipments') THEN
    CREATE TABLE shipments.shipment (
        order_id uuid NOT NULL,
        status text NOT NULL,
        tracking_number text,
        reason text,
        decided_at timestamp with time zone NOT NULL,
        CONSTRAINT shipment_pkey PRIMARY KEY (order_id),
        CONSTRAINT shipment_status CHECK (status IN ('Arranged', 'Rejected', 'Cancelled'))
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000005_CreateShipments') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000005_CreateShipments', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'quartz') THEN
            CREATE SCHEMA quartz;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
    CREATE TABLE quartz.qrtz_job_details (
        sched_name text NOT NULL,
        job_name text NOT NULL,
        job_group text NOT NULL,
        description text,
        job_class_name text NOT NULL,
        is_durable boolean NOT NULL,
        is_nonconcurrent boolean NOT NULL,
        is_update_data boolean NOT NULL,
        requests_recovery boolean NOT NULL,
        job_data bytea,
        PRIMARY KEY (sched_name, job_name, job_group)
    );

    CREATE TABLE quartz.qrtz_triggers (
        sched_name text NOT NULL,
        trigger_name text NOT NULL,
        trigger_group text NOT NULL,
        job_name text NOT NULL,
        job_group text NOT NULL,
        description text,
        next_fire_time bigint,
        prev_fire_time bigint,
        priority integer,
        trigger_state text NOT NULL,
        trigger_type text NOT NULL,
        start_time bigint NOT NULL,
        end_time bigint,
        calendar_name text,
        misfire_instr smallint,
        misfire_orig_fire_time bigint,
        execution_group varchar(200),
        preferred_node varchar(200),
        preferred_node_auto boolean NOT NULL DEFAULT false,
        retry_policy varchar(250),
        retry_attempt integer,
        continues_trigger_name text,
        continues_trigger_group text,
        continuation_condition integer,
        overlap_policy integer,
        pause_reason varchar(250),
        paused_by varchar(200),
        paused_at bigint,
        misfire_threshold bigint,
        fixed_delay boolean,
        job_data bytea,
        PRIMARY KEY (sched_name, trigger_name, trigger_group),
        FOREIGN KEY (sched_name, job_name, job_group) REFERENCES quartz.qrtz_job_details (sched_name, job_name, job_group)
    );

    CREATE TABLE quartz.qrtz_calendars (
        sched_name text NOT NULL,
        calendar_name text NOT NULL,
        calendar bytea NOT NULL,
        PRIMARY KEY (sched_name, calendar_name)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
    CREATE TABLE quartz.qrtz_simple_triggers (
        sched_name text NOT NULL,
        trigger_name text NOT NULL,
        trigger_group text NOT NULL,
        repeat_count bigint NOT NULL,
        repeat_interval bigint NOT NULL,
        times_triggered bigint NOT NULL,
        PRIMARY KEY (sched_name, trigger_name, trigger_group),
        FOREIGN KEY (sched_name, trigger_name, trigger_group)
            REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
    );

    CREATE TABLE quartz.qrtz_cron_triggers (
        sched_name text NOT NULL,
        trigger_name text NOT NULL,
        trigger_group text NOT NULL,
        cron_expression text NOT NULL,
        time_zone_id text,
        PRIMARY KEY (sched_name, trigger_name, trigger_group),
        FOREIGN KEY (sched_name, trigger_name, trigger_group)
            REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
    );

    CREATE TABLE quartz.qrtz_simprop_triggers (
        sched_name text NOT NULL,
        trigger_name text NOT NULL,
        trigger_group text NOT NULL,
        str_prop_1 text,
        str_prop_2 text,
        str_prop_3 text,
        int_prop_1 integer,
        int_prop_2 integer,
        long_prop_1 bigint,
        long_prop_2 bigint,
        dec_prop_1 numeric,
        dec_prop_2 numeric,
        bool_prop_1 boolean,
        bool_prop_2 boolean,
        time_zone_id text,
        PRIMARY KEY (sched_name, trigger_name, trigger_group),
        FOREIGN KEY (sched_name, trigger_name, trigger_group)
            REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
    );

    CREATE TABLE quartz.qrtz_blob_triggers (
        sched_name text NOT NULL,
        trigger_name text NOT NULL,
        trigger_group text NOT NULL,
        blob_data bytea,
        PRIMARY KEY (sched_name, trigger_name, trigger_group),
        FOREIGN KEY (sched_name, trigger_name, trigger_group)
            REFERENCES quartz.qrtz_triggers (sched_name, trigger_name, trigger_group) ON DELETE CASCADE
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
    CREATE TABLE quartz.qrtz_paused_trigger_grps (
        sched_name text NOT NULL,
        trigger_group text NOT NULL,
        pause_reason varchar(250),
        paused_by varchar(200),
        paused_at bigint,
        PRIMARY KEY (sched_name, trigger_group)
    );

    CREATE TABLE quartz.qrtz_paused_job_grps (
        sched_name text NOT NULL,
        job_group text NOT NULL,
        pause_reason varchar(250),
        paused_by varchar(200),
        paused_at bigint,
        PRIMARY KEY (sched_name, job_group)
    );

    CREATE TABLE quartz.qrtz_fired_triggers (
        sched_name text NOT NULL,
        entry_id text NOT NULL,
        trigger_name text NOT NULL,
        trigger_group text NOT NULL,
        instance_name text NOT NULL,
        fired_time bigint NOT NULL,
        sched_time bigint NOT NULL,
        priority integer NOT NULL,
        state text NOT NULL,
        job_name text,
        job_group text,
        is_nonconcurrent boolean NOT NULL,
        requests_recovery boolean,
        execution_group varchar(200),
        progress integer,
        progress_message varchar(250),
        interrupt_requested_time bigint,
        PRIMARY KEY (sched_name, entry_id)
    );

    CREATE TABLE quartz.qrtz_scheduler_state (
        sched_name text NOT NULL,
        instance_name text NOT NULL,
        last_checkin_time bigint NOT NULL,
        checkin_interval bigint NOT NULL,
        quartz_version varchar(20),
        PRIMARY KEY (sched_name, instance_name)
    );

    CREATE TABLE quartz.qrtz_locks (
        sched_name text NOT NULL,
        lock_name text NOT NULL,
        PRIMARY KEY (sched_name, lock_name)
    );
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
    CREATE INDEX idx_qrtz_j_g_n ON quartz.qrtz_job_details (sched_name, job_group, job_name);
    CREATE INDEX idx_qrtz_t_j ON quartz.qrtz_triggers (sched_name, job_name, job_group);
    CREATE INDEX idx_qrtz_t_g_n ON quartz.qrtz_triggers (sched_name, trigger_group, trigger_name);
    CREATE INDEX idx_qrtz_t_c ON quartz.qrtz_triggers (sched_name, calendar_name);
    CREATE INDEX idx_qrtz_t_nft_st ON quartz.qrtz_triggers (sched_name, trigger_state, next_fire_time, priority DESC, misfire_instr);
    CREATE INDEX idx_qrtz_ft_inst_job_req_rcvry ON quartz.qrtz_fired_triggers (sched_name, instance_name, requests_recovery);
    CREATE INDEX idx_qrtz_ft_j_g ON quartz.qrtz_fired_triggers (sched_name, job_name, job_group);
    CREATE INDEX idx_qrtz_ft_t_g ON quartz.qrtz_fired_triggers (sched_name, trigger_name, trigger_group);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000006_CreateQuartz', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000007_IndexOutboxDue') THEN
    CREATE INDEX outbox_due ON messaging.outbox (next_at) WHERE owner IS NULL AND next_at IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000007_IndexOutboxDue') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000007_IndexOutboxDue', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000008_ReconcilePayments') THEN
    DROP INDEX payments.payment_open;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000008_ReconcilePayments') THEN
    ALTER TABLE payments.payment
        ADD COLUMN trace_id text NOT NULL DEFAULT '', ADD COLUMN business_type text NOT NULL DEFAULT 'NORMAL',
        ADD COLUMN reconcile_at timestamp with time zone NOT NULL DEFAULT now();
    UPDATE payments.payment p SET trace_id = o.trace_id, business_type = o.business_type
        FROM orders."order" o WHERE o.order_id = p.order_id;
    ALTER TABLE payments.payment
        ALTER COLUMN trace_id DROP DEFAULT, ALTER COLUMN business_type DROP DEFAULT, ALTER COLUMN reconcile_at DROP DEFAULT;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000008_ReconcilePayments') THEN
    CREATE INDEX payment_open ON payments.payment (reconcile_at) WHERE status IN ('Pending', 'Unknown', 'Reversing');
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000008_ReconcilePayments') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000008_ReconcilePayments', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD delivery_key uuid NOT NULL DEFAULT (gen_random_uuid());
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD fingerprint text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD stored_at timestamp with time zone NOT NULL DEFAULT (now());
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD resolution text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD resolved_by text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD edited_by text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD original_message_type text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD original_headers text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD resolved_at timestamp with time zone;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD edited_at timestamp with time zone;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD original_body bytea;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD state text GENERATED ALWAYS AS (coalesce(resolution, 'open')) STORED NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD CONSTRAINT dead_letter_resolution CHECK (resolution IN ('resent', 'dropped') AND resolved_at IS NOT NULL OR resolution IS NULL);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_state ON messaging.dead_letter (state, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_reason ON messaging.dead_letter (state, reason, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_destination ON messaging.dead_letter (state, destination, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_message_type ON messaging.dead_letter (state, message_type, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_fingerprint ON messaging.dead_letter (state, fingerprint, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_order ON messaging.dead_letter (order_id, last_at, dead_letter_id) WHERE order_id IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE UNIQUE INDEX dead_letter_open_delivery ON messaging.dead_letter (delivery_key) WHERE resolution IS NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_resolved_at ON messaging.dead_letter (resolved_at) WHERE resolution IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000009_ResolveDeadLetters', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
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
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    ALTER TABLE orders.saga ADD error_fingerprint text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    UPDATE orders.saga SET error_fingerprint = encode(substring(sha256(convert_to(rtrim(regexp_replace(regexp_replace(
        last_error, '[[:alnum:]_-]*[0-9][[:alnum:]_-]*', '#', 'g'), '\s+', ' ', 'g')), 'UTF8')) FROM 1 FOR 8), 'hex')
    WHERE last_error IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX order_customer ON orders."order" (customer_id, order_id) WHERE customer_id IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX order_reference ON orders."order" (reference, order_id) WHERE reference IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX saga_finished ON orders.saga (state, finished_at, order_id) WHERE finished_at IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX saga_failing ON orders.saga (error_fingerprint, state_since, order_id) WHERE error_fingerprint IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX saga_suspended ON orders.saga (step, error_fingerprint, state_since, order_id) WHERE state = 'Suspended';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX saga_retry ON orders.saga (retry_at, order_id) WHERE retry_at IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    CREATE INDEX order_event_occurred_at ON orders.order_event USING brin (occurred_at) WITH (autosummarize=true);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000010_CreateAdmin') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000010_CreateAdmin', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000011_CreateHub') THEN
    CREATE TABLE messaging.hub (
        slot smallint NOT NULL,
        position bigint GENERATED ALWAYS AS IDENTITY,
        kind smallint NOT NULL,
        event_id uuid NOT NULL,
        order_id uuid NOT NULL,
        message_type text NOT NULL,
        body bytea NOT NULL,
        headers text,
        created_at timestamp with time zone NOT NULL,
        CONSTRAINT hub_pkey PRIMARY KEY (slot, position)
    )
    WITH (autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000, autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000011_CreateHub') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000011_CreateHub', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000012_IndexOutboxWaiting') THEN
    DROP INDEX messaging.outbox_position;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000012_IndexOutboxWaiting') THEN
    CREATE INDEX outbox_waiting ON messaging.outbox (position) WHERE owner IS NULL AND next_at IS NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000012_IndexOutboxWaiting') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000012_IndexOutboxWaiting', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000013_CreateIntakeOffsets') THEN
    CREATE TABLE orders.intake_offset (
        consumer_group text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL,
        CONSTRAINT intake_offset_pkey PRIMARY KEY (consumer_group, topic, partition)
    )
    WITH (fillfactor=50);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261121000013_CreateIntakeOffsets') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261121000013_CreateIntakeOffsets', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000001_KeepNewVersionsOnThePage') THEN
    ALTER TABLE orders.saga SET (fillfactor=45);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000001_KeepNewVersionsOnThePage') THEN
    ALTER TABLE stock.reservation SET (fillfactor=50);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000001_KeepNewVersionsOnThePage') THEN
    ALTER TABLE payments.payment SET (fillfactor=50);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000001_KeepNewVersionsOnThePage') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261122000001_KeepNewVersionsOnThePage', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    ALTER TABLE orders."order" SET (autovacuum_analyze_scale_factor=0.5);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    ALTER TABLE orders.saga SET (autovacuum_analyze_scale_factor=0.5);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    ALTER TABLE orders.order_event SET (autovacuum_analyze_scale_factor=0.5);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    ALTER TABLE stock.reservation SET (autovacuum_analyze_scale_factor=0.5);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    ALTER TABLE payments.payment SET (autovacuum_analyze_scale_factor=0.5);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    ALTER TABLE shipments.shipment SET (autovacuum_analyze_scale_factor=0.5);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261122000002_AnalyzeWhatGrowsMoreRarely') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261122000002_AnalyzeWhatGrowsMoreRarely', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123000001_SampleTheOutboxLess') THEN
    DO $columns$
    DECLARE
        name text;
    BEGIN
        FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = 'messaging.outbox'::regclass AND attnum > 0 AND NOT attisdropped LOOP
            EXECUTE format('ALTER TABLE messaging.outbox ALTER COLUMN %I SET STATISTICS 10', name);
        END LOOP;
    END $columns$;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123000001_SampleTheOutboxLess') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261123000001_SampleTheOutboxLess', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123000002_SampleOrdersLess') THEN
    DO $columns$
    DECLARE
        name text;
    BEGIN
        FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = 'orders."order"'::regclass AND attnum > 0 AND NOT attisdropped LOOP
            EXECUTE format('ALTER TABLE orders."order" ALTER COLUMN %I SET STATISTICS 10', name);
        END LOOP;
    END $columns$;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM "__EFMigrationsHistory" WHERE "MigrationId" = '20261123000002_SampleOrdersLess') THEN
    INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
    VALUES ('20261123000002_SampleOrdersLess', '10.0.14');
    END IF;
END $EF$;
COMMIT;

