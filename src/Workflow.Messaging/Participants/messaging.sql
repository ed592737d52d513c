CREATE SCHEMA IF NOT EXISTS messaging;

CREATE TABLE IF NOT EXISTS messaging.schema_history (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL,
    CONSTRAINT schema_history_pkey PRIMARY KEY ("MigrationId")
);

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'messaging') THEN
            CREATE SCHEMA messaging;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE INDEX outbox_position ON messaging.outbox (position);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE INDEX scheduled_message_due_at ON messaging.scheduled_message (due_at);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    CREATE INDEX scheduled_message_token ON messaging.scheduled_message (token) WHERE token IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000001_CreateMessaging') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261121000001_CreateMessaging', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
        IF NOT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = 'quartz') THEN
            CREATE SCHEMA quartz;
        END IF;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000006_CreateQuartz') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261121000006_CreateQuartz', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000007_IndexOutboxDue') THEN
    CREATE INDEX outbox_due ON messaging.outbox (next_at) WHERE owner IS NULL AND next_at IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000007_IndexOutboxDue') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261121000007_IndexOutboxDue', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD delivery_key uuid NOT NULL DEFAULT (gen_random_uuid());
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD fingerprint text NOT NULL DEFAULT '';
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD stored_at timestamp with time zone NOT NULL DEFAULT (now());
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD resolution text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD resolved_by text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD edited_by text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD original_message_type text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD original_headers text;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD resolved_at timestamp with time zone;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD edited_at timestamp with time zone;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD original_body bytea;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD state text GENERATED ALWAYS AS (coalesce(resolution, 'open')) STORED NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    ALTER TABLE messaging.dead_letter ADD CONSTRAINT dead_letter_resolution CHECK (resolution IN ('resent', 'dropped') AND resolved_at IS NOT NULL OR resolution IS NULL);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_state ON messaging.dead_letter (state, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_reason ON messaging.dead_letter (state, reason, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_destination ON messaging.dead_letter (state, destination, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_message_type ON messaging.dead_letter (state, message_type, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_fingerprint ON messaging.dead_letter (state, fingerprint, last_at, dead_letter_id);
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_order ON messaging.dead_letter (order_id, last_at, dead_letter_id) WHERE order_id IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE UNIQUE INDEX dead_letter_open_delivery ON messaging.dead_letter (delivery_key) WHERE resolution IS NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    CREATE INDEX dead_letter_resolved_at ON messaging.dead_letter (resolved_at) WHERE resolution IS NOT NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000009_ResolveDeadLetters') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261121000009_ResolveDeadLetters', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000011_CreateHub') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000011_CreateHub') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261121000011_CreateHub', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000012_IndexOutboxWaiting') THEN
    DROP INDEX messaging.outbox_position;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000012_IndexOutboxWaiting') THEN
    CREATE INDEX outbox_waiting ON messaging.outbox (position) WHERE owner IS NULL AND next_at IS NULL;
    END IF;
END $EF$;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261121000012_IndexOutboxWaiting') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261121000012_IndexOutboxWaiting', '10.0.14');
    END IF;
END $EF$;
COMMIT;

START TRANSACTION;

DO $EF$
BEGIN
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261123000001_SampleTheOutboxLess') THEN
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
    IF NOT EXISTS(SELECT 1 FROM messaging.schema_history WHERE "MigrationId" = '20261123000001_SampleTheOutboxLess') THEN
    INSERT INTO messaging.schema_history ("MigrationId", "ProductVersion")
    VALUES ('20261123000001_SampleTheOutboxLess', '10.0.14');
    END IF;
END $EF$;
COMMIT;
