using Workflow.Scenarios.Orders;

namespace Workflow.Scenarios.Worlds;

// Every scenario of orders, in MassTransit's in-memory harness.

public sealed class When_all_goes_well_in_memory : When_all_goes_well<InMemoryWorld>;

public sealed class When_a_participant_refuses_in_memory : When_a_participant_refuses<InMemoryWorld>;

public sealed class When_the_customer_cancels_in_memory : When_the_customer_cancels<InMemoryWorld>;
