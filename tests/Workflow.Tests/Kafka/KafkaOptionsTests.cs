using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Workflow.Messaging.Kafka;
using Workflow.Tests.House;

namespace Workflow.Tests.Kafka;

public sealed class KafkaOptionsTests
{
    [Fact]
    public void Should_be_right_as_they_are() => Assert.Empty(Check(new KafkaOptions { BootstrapServers = "kafka:9092" }));

    [Theory]
    [InlineData("IntakeBatch", "0", "Kafka:IntakeBatch is 0; it must be from 1 to 4096.")]
    [InlineData("SessionTimeoutSeconds", "5", "Kafka:SessionTimeoutSeconds is 5; it must be from 6 to 300.")]
    [InlineData("HubBatch", "10001", "Kafka:HubBatch is 10001; it must be from 1 to 10000.")]
    [InlineData("HubPollMilliseconds", "4", "Kafka:HubPollMilliseconds is 4; it must be from 5 to 10000.")]
    [InlineData("DeliveryTimeoutSeconds", "4", "Kafka:DeliveryTimeoutSeconds is 4; it must be from 5 to 300.")]
    [InlineData("GroupId", "my group", "Kafka:GroupId must have 1 to 200 visible ASCII characters.")]
    [InlineData("EventsTopic", "a b", "Kafka:EventsTopic is no name of a topic: up to 249 letters, digits, dots, dashes and underscores.")]
    [InlineData("DeadTopic", "orders", "Kafka:EventsTopic, Kafka:StateTopic, Kafka:OrdersTopic and Kafka:DeadTopic must be different topics.")]
    [InlineData("SecurityProtocol", "SaslSsl", "Kafka:SecurityProtocol is SaslSsl; it needs Kafka:UserName and Kafka:Password or Kafka:PasswordFile.")]
    public void Should_name_what_is_wrong(string setting, string value, string failure) => Assert.Equal([failure], Check(Bind(setting, value)));

    [Fact]
    public void Should_take_a_user_and_a_password_from_a_file()
    {
        var file = Path.GetTempFileName();
        Assert.Empty(Check(new KafkaOptions { SecurityProtocol = SecurityProtocol.SaslSsl, UserName = "workflow", PasswordFile = file }));
        File.Delete(file);
    }

    [Fact]
    public void Should_be_documented_setting_by_setting()
    {
        var configuration = Repository.Text("docs/configuration.md");
        Assert.All(
            typeof(KafkaOptions).GetProperties().Where(property => property.CanWrite),
            property => Assert.Contains($"`Kafka:{property.Name}`", configuration, StringComparison.Ordinal));
    }

    private static KafkaOptions Bind(string setting, string value) => new ConfigurationBuilder()
        .AddInMemoryCollection([new($"Kafka:{setting}", value)]).Build().GetSection(KafkaOptions.Section).Get<KafkaOptions>()!;

    private static IEnumerable<string> Check(KafkaOptions options) => new KafkaOptionsCheck().Validate(null, options).Failures ?? [];
}
