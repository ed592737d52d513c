using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Workflow.CheckParticipant;
using Workflow.Integration.RabbitMq;

namespace Workflow.Integration.Integrators;

public sealed class When_a_participant_breaks_its_contract(RabbitMqFixture rabbitMq)
{
    [Theory]
    [InlineData("answers", Sin.SaysNothing)]
    [InlineData("answers", Sin.CopiesTheMessageId)]
    [InlineData("answers", Sin.LosesTheTrace)]
    [InlineData("answers", Sin.NamesNoType)]
    [InlineData("refuses", Sin.NeverRefuses)]
    [InlineData("duplicate", Sin.ActsOnDuplicates)]
    [InlineData("duplicate-at-once", Sin.ActsOnDuplicates)]
    [InlineData("repeat", Sin.SaysNothingToARepeat)]
    [InlineData("repeat", Sin.ActsOnRepeats)]
    [InlineData("new-field", Sin.ChokesOnANewField)]
    [InlineData("crowd", Sin.DropsOneOfMany)]
    [InlineData("finish", Sin.AnswersTheFinish, "stock")]
    [InlineData("compensation", Sin.NeverUndoes)]
    [InlineData("compensation-twice", Sin.UndoesOnceOnly)]
    [InlineData("compensation-duplicate", Sin.UndoesDuplicatesOtherwise, "payment")]
    [InlineData("action-after-compensation", Sin.ActsAfterTheUndoing)]
    [InlineData("compensation-first", Sin.HasNoBarrier)]
    [InlineData("compensation-first", Sin.UndoesMoreThanWasDone, "payment")]
    [InlineData("order-of-one-order", Sin.OvertakesItself)]
    [InlineData("malformed", Sin.AnswersWhatItCannotRead)]
    [InlineData("malformed", Sin.DiesOfWhatItCannotRead)]
    [InlineData("incomplete", Sin.AnswersTheIncomplete)]
    [InlineData("unknown-type", Sin.AnswersTheUnknown)]
    public async Task Should_find_it(string check, Sin sin, string kind = "shipment")
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();
        await using var participant = await SinfulParticipant.StartAsync(broker, kind, sin);

        var found = await CheckedParticipant.RunAsync(broker, kind, [$"--only={check}", "--timeout=2", "--quiet=0.5", .. Refusing(kind)]);

        Assert.True(found.ExitCode == 1, found.Text);
        Assert.Equal([check], found.Failed);
        Assert.Contains("to mend:", found.Text);
    }

    [Theory]
    [InlineData("shipment")]
    [InlineData("stock")]
    public async Task Should_find_nothing_when_it_does_not(string kind)
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();
        await using var participant = await SinfulParticipant.StartAsync(broker, kind, Sin.None);

        (await CheckedParticipant.RunAsync(broker, kind, ["--quiet=0.2", .. Refusing(kind)])).AssertPassed();
    }

    [Fact]
    public void Should_know_a_sin_for_every_check()
    {
        var tried = GetType().GetMethod(nameof(Should_find_it))!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Cast<InlineDataAttribute>().Select(data => (string)data.Data[0]!);
        var options = CheckOptions.Parse(["--rabbitmq=amqp://localhost", "--participant=stock"], out _)!;

        Assert.Empty(CheckRun.All(CheckParticipant.Participants.Script.Of(options)).Select(check => check.Name).Except(tried));
    }

    [Fact]
    public async Task Should_refuse_to_listen_where_a_host_does()
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();
        await using var participant = await SinfulParticipant.StartAsync(broker, "shipment", Sin.None);
        await using var host = await BrokerClient.ConnectAsync(broker);
        await CheckedParticipant.RunAsync(broker, "shipment", "--only=answers");
        await host.Channel.BasicConsumeAsync("order-saga", autoAck: true, consumer: new AsyncEventingBasicConsumer(host.Channel));

        var refused = await Assert.ThrowsAsync<CheckRefusedException>(() => CheckedParticipant.RunAsync(broker, "shipment"));
        Assert.Contains("Somebody reads 'order-saga' already", refused.Message);
    }

    [Fact]
    public async Task Should_say_that_nobody_is_there()
    {
        var broker = await rabbitMq.CreateVirtualHostAsync();

        var refused = await Assert.ThrowsAsync<CheckRefusedException>(() => CheckedParticipant.RunAsync(broker, "shipment", "--wait=0"));
        Assert.Contains("Nobody consumes the queue 'shipment'", refused.Message);
    }

    private static string[] Refusing(string kind) => kind switch { "shipment" => ["--refuse=Nowhere"], "payment" => ["--refuse=9999"], _ => [] };
}
