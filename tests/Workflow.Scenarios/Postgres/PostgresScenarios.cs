using Workflow.Scenarios.Orders;

namespace Workflow.Scenarios.Postgres;

// Every scenario of orders, on the product's own saga repository and PostgreSQL.

[Collection(PostgresOrders.Name)]
public sealed class When_a_deadline_passes_on_postgres : When_a_deadline_passes<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_a_message_comes_twice_on_postgres : When_a_message_comes_twice<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_a_participant_refuses_on_postgres : When_a_participant_refuses<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_all_goes_well_on_postgres : When_all_goes_well<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_an_attempt_fails_on_postgres : When_an_attempt_fails<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_an_operator_decides_on_postgres : When_an_operator_decides<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_any_message_meets_any_state_on_postgres : When_any_message_meets_any_state<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_history_is_replayed_on_postgres : When_history_is_replayed<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_messages_come_out_of_order_on_postgres : When_messages_come_out_of_order<PostgresWorld>;

[Collection(PostgresOrders.Name)]
public sealed class When_the_customer_cancels_on_postgres : When_the_customer_cancels<PostgresWorld>;
