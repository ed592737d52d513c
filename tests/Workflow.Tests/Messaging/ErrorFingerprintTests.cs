using Workflow.Messaging.DeadLetters;

namespace Workflow.Tests.Messaging;

public sealed class ErrorFingerprintTests
{
    [Theory]
    [InlineData("Order 0197a1b2-0000-7000-8000-00000000000f is gone.", "Order 0197a1b2-ffff-7fff-8fff-aaaaaaaaaaaa is gone.")]
    [InlineData("Line 3, position 17.", "Line 1004, position 2.")]
    [InlineData("Trace 0af7651916cd43dd8448eb211c80319c", "Trace ffffffff16cd43dd8448eb211c80319c")]
    [InlineData("No  stock\nfor 85123A", "No stock for 22423")]
    public void Should_be_the_same_for_errors_that_differ_in_ids_and_numbers(string one, string other) =>
        Assert.Equal(ErrorFingerprint.Of(one, "out of attempts"), ErrorFingerprint.Of(other, "out of attempts"));

    [Theory]
    [InlineData("TimeoutException: Too slow.", "FormatException: Too slow.")]
    [InlineData("FormatException: Too slow.", "FormatException: Too fast.")]
    public void Should_tell_types_and_messages_apart(string one, string other) =>
        Assert.NotEqual(ErrorFingerprint.Of(one, "out of attempts"), ErrorFingerprint.Of(other, "out of attempts"));

    [Fact]
    public void Should_be_the_reasons_when_there_is_no_error() =>
        Assert.Equal(ErrorFingerprint.Of("broker: expired", "anything"), ErrorFingerprint.Of(null, "broker: expired"));

    // It is stored: another value would part the letters of one error.
    [Fact]
    public void Should_not_change_with_a_new_version()
    {
        Assert.Equal("FormatException: Line # of '#'.", ErrorFingerprint.Normalize("FormatException:  Line 12 of 'a-1_b'. "));
        Assert.Equal("4190ad5c1da94044", ErrorFingerprint.Of("FormatException: Never.", ""));
    }
}
