using System.Buffers;
using System.Text;
using Workflow.Host.Payments;

namespace Workflow.Tests.Payment;

public sealed class When_a_callback_is_read
{
    private const string Order = "0197a000-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("SUCCESS")]
    [InlineData("FAILED")]
    [InlineData("PENDING")]
    public void Should_take_what_it_says_and_ignore_the_rest(string status)
    {
        var (body, errors) = Read($$"""{"orderId":"{{Order}}","pay_status":"{{status}}","reference":"ch_1","amount":12.50,"more":{"a":[1] } }""");

        Assert.Empty(errors);
        Assert.Equal(new PaymentCallbackBody(new Guid(Order), status, "ch_1", 12.50m), body);
    }

    [Fact]
    public void Should_not_need_reference_and_amount()
    {
        var (body, _) = Read($$"""{"orderId":"{{Order}}","pay_status":"FAILED","reference":null}""");

        Assert.Equal(new PaymentCallbackBody(new Guid(Order), "FAILED", null, null), body);
    }

    [Fact]
    public void Should_name_every_bad_field_at_once()
    {
        var (body, errors) = Read("""{"orderId":"7","pay_status":"success","reference":"","amount":-1}""");

        Assert.Null(body);
        Assert.Equal(
            ["orderId invalid_format", "pay_status unknown_value", "reference invalid_format", "amount invalid_format"],
            errors.Select(error => $"{error.Field} {error.Code}"));
    }

    [Fact]
    public void Should_name_what_is_missing() =>
        Assert.Equal(["orderId missing", "pay_status missing"], Read("{}").Errors.Select(error => $"{error.Field} {error.Code}"));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"orderId\":")]
    [InlineData("{\"orderId\":\"0197a000-0000-7000-8000-000000000001\",\"pay_status\":\"\\ud800\"}")]
    [InlineData("{\"orderId\":\"0197a000-0000-7000-8000-000000000001\",\"pay_status\":\"SUCCESS\",\"reference\":\"\\udc00\"}")]
    public void Should_call_what_is_no_json_object_malformed(string json) =>
        Assert.Equal(["body malformed_json"], Read(json).Errors.Select(error => $"{error.Field} {error.Code}"));

    [Theory]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("7")]
    [InlineData("\"12345678901234567890123456789012345678901234567890123456789012345\"")]
    public void Should_refuse_a_reference_that_cannot_be_kept(string reference) =>
        Assert.Equal(
            ["reference invalid_format"],
            Read($$"""{"orderId":"{{Order}}","pay_status":"SUCCESS","reference":{{reference}}}""").Errors.Select(error => $"{error.Field} {error.Code}"));

    private static (PaymentCallbackBody? Body, IReadOnlyList<Workflow.Orchestrator.Intake.FieldError> Errors) Read(string json) =>
        PaymentCallbackBody.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));
}
