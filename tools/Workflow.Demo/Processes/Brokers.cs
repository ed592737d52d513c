using Workflow.Demo.Hub;
using Workflow.Tools;

namespace Workflow.Demo.Processes;

/// <summary>What the hosts speak to besides their database; null for what there is not.</summary>
internal sealed record Brokers(RabbitMqNode? RabbitMq, DemoKafka? Kafka);
