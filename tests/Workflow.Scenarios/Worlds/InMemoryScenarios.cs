using Workflow.Scenarios.Orders;

namespace Workflow.Scenarios.Worlds;

// Every scenario of orders, in MassTransit's in-memory harness.

public sealed class When_a_deadline_passes_in_memory : When_a_deadline_passes<InMemoryWorld>;

public sealed class When_a_message_comes_twice_in_memory : When_a_message_comes_twice<InMemoryWorld>;

public sealed class When_a_participant_refuses_in_memory : When_a_participant_refuses<InMemoryWorld>;

public sealed class When_all_goes_well_in_memory : When_all_goes_well<InMemoryWorld>;

public sealed class When_an_attempt_fails_in_memory : When_an_attempt_fails<InMemoryWorld>;

public sealed class When_an_operator_decides_in_memory : When_an_operator_decides<InMemoryWorld>;

public sealed class When_any_message_meets_any_state_in_memory : When_any_message_meets_any_state<InMemoryWorld>;

public sealed class When_history_is_replayed_in_memory : When_history_is_replayed<InMemoryWorld>;

public sealed class When_messages_come_out_of_order_in_memory : When_messages_come_out_of_order<InMemoryWorld>;

public sealed class When_the_customer_cancels_in_memory : When_the_customer_cancels<InMemoryWorld>;
