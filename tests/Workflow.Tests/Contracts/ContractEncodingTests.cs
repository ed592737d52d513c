using System.Text;
using Workflow.Contracts;

namespace Workflow.Tests.Contracts;

/// <summary>Headers say which form a body has, and both sides agree on one.</summary>
public sealed class ContractEncodingTests
{
    private static readonly SubmitOrder Order = (SubmitOrder)SampleMessages.Full(typeof(SubmitOrder)) with { Country = new string('C', 3000) };

    public static TheoryData<Type> Contracts => [.. SampleMessages.Types];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_carry_every_message_in_every_form(Type type)
    {
        var message = SampleMessages.Full(type);
        foreach (var form in Enum.GetValues<ContractForm>())
            foreach (var compression in Enum.GetValues<ContractCompression>())
            {
                var sent = ContractEncoding.Encode(message, new(form, compression, CompressAboveBytes: 0));

                Assert.Equal(MessageText.NameOf(message), sent.MessageType);
                Assert.Equal(compression switch { ContractCompression.Brotli => "br", ContractCompression.Gzip => "gzip", _ => null }, sent.ContentEncoding);
                Assert.Equal(MessageText.Of(message), MessageText.Of(ContractEncoding.Decode(sent.MessageType, sent.Body, sent.ContentType, sent.ContentEncoding)));
            }
    }

    [Fact]
    public void Should_send_JSON_as_it_is_unless_told_otherwise()
    {
        var sent = ContractEncoding.Encode(Order);

        Assert.Equal(("application/json", null), (sent.ContentType, sent.ContentEncoding));
        Assert.Equal(MessageText.Of(Order), Encoding.UTF8.GetString(sent.Body));
    }

    [Theory]
    [InlineData(ContractForm.Json)]
    [InlineData(ContractForm.Protobuf)]
    public void Should_compress_only_what_is_larger_than_the_limit(ContractForm form)
    {
        var plain = ContractEncoding.Encode(Order, new(form)).Body.Length;

        Assert.Null(ContractEncoding.Encode(Order, new(form, ContractCompression.Brotli, plain)).ContentEncoding);
        var compressed = ContractEncoding.Encode(Order, new(form, ContractCompression.Brotli, plain - 1));
        Assert.Equal("br", compressed.ContentEncoding);
        Assert.True(compressed.Body.Length < plain / 2);
    }

    [Theory]
    [InlineData(null, ContractForm.Json)]
    [InlineData("", ContractForm.Json)]
    [InlineData("application/json", ContractForm.Json)]
    [InlineData("Application/JSON; charset=utf-8", ContractForm.Json)]
    [InlineData("application/vnd.workflow+json", ContractForm.Json)]
    [InlineData("application/x-protobuf", ContractForm.Protobuf)]
    [InlineData(" application/protobuf ;v=1", ContractForm.Protobuf)]
    public void Should_know_forms_by_their_content_type(string? contentType, ContractForm form) => Assert.Equal(form, ContractEncoding.FormOf(contentType));

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json", "zstd")]
    public void Should_refuse_what_it_does_not_know(string contentType, string? contentEncoding) =>
        Assert.Throws<NotSupportedException>(() => ContractEncoding.Decode("submit-order.v1", "{}"u8, contentType, contentEncoding));

    [Theory]
    [InlineData(null, null, ContractForm.Json, ContractCompression.None)]
    [InlineData("*/*", "*", ContractForm.Json, ContractCompression.None)]
    [InlineData("application/x-protobuf", "br, gzip", ContractForm.Protobuf, ContractCompression.Brotli)]
    [InlineData("application/json, application/x-protobuf", "gzip", ContractForm.Protobuf, ContractCompression.Gzip)]
    [InlineData("application/json, application/protobuf;q=0.5", "br;q=0.1, gzip;q=0.2", ContractForm.Json, ContractCompression.Gzip)]
    [InlineData("application/json;q=0.1, application/x-protobuf;q=0.2", "br;q=0", ContractForm.Protobuf, ContractCompression.None)]
    [InlineData("application/x-protobuf;q=nonsense", "gzip;q=2", ContractForm.Json, ContractCompression.None)]
    public void Should_give_what_was_asked_for(string? accept, string? acceptEncoding, ContractForm form, ContractCompression compression)
    {
        var options = ContractEncoding.Negotiate(accept, acceptEncoding);

        Assert.Equal((form, compression), (options.Form, options.Compression));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"orderId":"01938c5e-7d3a-7c44-9f0a-5d2b8e6a1c90"}""")]
    public void Should_refuse_JSON_that_is_no_such_message(string json) =>
        Assert.Throws<ContractFormatException>(() => ContractEncoding.Decode("commit-stock.v1", Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Should_refuse_a_message_type_that_nobody_knows() =>
        Assert.Throws<NotSupportedException>(() => ContractEncoding.Decode("commit-stock.v0", "{}"u8));
}
