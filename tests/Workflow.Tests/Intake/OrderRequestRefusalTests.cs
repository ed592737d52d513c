using System.Text;
using Workflow.Orchestrator.Intake;

namespace Workflow.Tests.Intake;

public sealed class OrderRequestRefusalTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \r\n\t", "empty")]
    [InlineData("[]", "wrong_type")]
    [InlineData("\"x\"", "wrong_type")]
    [InlineData("null", "wrong_type")]
    [InlineData("{", "malformed_json")]
    [InlineData("{}{}", "malformed_json")]
    [InlineData("nul", "malformed_json")]
    public void Should_refuse_what_is_not_one_object(string body, string code) =>
        Assert.Contains(Bodies.Refused(body), error => error.Field == "body" && error.Code == code);

    [Theory]
    [InlineData("reference", "5", "wrong_type")]
    [InlineData("reference", "\"\"", "empty")]
    [InlineData("reference", "\"  \"", "empty")]
    [InlineData("reference", "\"01234567890123456789012345678901234567890123456789012345678901234\"", "too_long")]
    [InlineData("reference", "\"a\\u0000b\"", "control_character")]
    [InlineData("reference", "\"a\u007Fb\"", "control_character")]
    [InlineData("reference", "\"a\u0085b\"", "control_character")]
    [InlineData("reference", "\"\\ud800\"", "invalid_character")]
    [InlineData("reference", "\"\\udc00\\ud800\"", "invalid_character")]
    [InlineData("customerId", "{}", "wrong_type")]
    [InlineData("country", "[1,[2]]", "wrong_type")]
    [InlineData("currency", "\"eur\"", "invalid_format")]
    [InlineData("currency", "\"EURO\"", "invalid_format")]
    [InlineData("currency", "\"E1R\"", "invalid_format")]
    [InlineData("currency", "true", "wrong_type")]
    [InlineData("businessType", "\"normal\"", "unknown_value")]
    [InlineData("placedAt", "\"2010-12-01\"", "invalid_format")]
    [InlineData("placedAt", "\"2010-12-01T08:26:00\"", "invalid_format")]
    [InlineData("placedAt", "\"2010-02-30T08:26:00Z\"", "invalid_format")]
    [InlineData("placedAt", "\"2010-12-01T24:00:00Z\"", "invalid_format")]
    [InlineData("placedAt", "\"2010-12-01T08:26:00.Z\"", "invalid_format")]
    [InlineData("placedAt", "\"2010-12-01T08:26:00+1:00\"", "invalid_format")]
    [InlineData("placedAt", "\"0001-01-01T00:00:00+01:00\"", "invalid_format")]
    [InlineData("placedAt", "\"9999-12-31T23:59:60Z\"", "invalid_format")]
    [InlineData("placedAt", "\"２010-12-01T08:26:00Z\"", "invalid_format")]
    [InlineData("placedAt", "1291191960", "wrong_type")]
    public void Should_refuse_a_wrong_field(string field, string value, string code)
    {
        var error = Assert.Single(Bodies.Refused(Bodies.WithField(field, value)));
        Assert.Equal((field, code), (error.Field, error.Code));
    }

    [Theory]
    [InlineData("sku", "\"\"", "empty")]
    [InlineData("sku", "\"   \"", "empty")]
    [InlineData("sku", "null", "missing")]
    [InlineData("sku", "85123", "wrong_type")]
    [InlineData("sku", "\"A\\tB\"", "control_character")]
    [InlineData("sku", "\"01234567890123456789012345678901234567890123456789012345678901234\"", "too_long")]
    [InlineData("quantity", "0", "quantity_out_of_range")]
    [InlineData("quantity", "-1", "quantity_out_of_range")]
    [InlineData("quantity", "1000001", "quantity_out_of_range")]
    [InlineData("quantity", "99999999999999999999999999", "quantity_out_of_range")]
    [InlineData("quantity", "1.5", "not_an_integer")]
    [InlineData("quantity", "1.0", "not_an_integer")]
    [InlineData("quantity", "1e3", "not_an_integer")]
    [InlineData("quantity", "\"1\"", "wrong_type")]
    [InlineData("quantity", "null", "missing")]
    [InlineData("unitPrice", "-0.01", "unit_price_out_of_range")]
    [InlineData("unitPrice", "-1e-30", "unit_price_out_of_range")]
    [InlineData("unitPrice", "1000000000.01", "unit_price_out_of_range")]
    [InlineData("unitPrice", "1e999999999999999999999", "unit_price_out_of_range")]
    [InlineData("unitPrice", "9999999999", "unit_price_out_of_range")]
    [InlineData("unitPrice", "0.00001", "too_many_decimals")]
    [InlineData("unitPrice", "2.5500000000000000000000000000000000000001", "too_many_decimals")]
    [InlineData("unitPrice", "1e-999999999999999999999", "too_many_decimals")]
    [InlineData("unitPrice", "\"2.55\"", "wrong_type")]
    [InlineData("unitPrice", "[2.55]", "wrong_type")]
    public void Should_refuse_a_wrong_field_of_a_line(string field, string value, string code)
    {
        var values = new Dictionary<string, string> { ["sku"] = "\"A\"", ["quantity"] = "1", ["unitPrice"] = "1", [field] = value };
        var line = "{" + string.Join(',', values.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";
        var error = Assert.Single(Bodies.Refused(Bodies.WithLine($"{Bodies.Line},{line}")));
        Assert.Equal(($"lines[1].{field}", code), (error.Field, error.Code));
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("""{"lines":null}""", "missing")]
    [InlineData("""{"lines":{}}""", "wrong_type")]
    [InlineData("""{"lines":[]}""", "empty")]
    [InlineData("""{"lines":[{"sku":"A","quantity":5,"unitPrice":0.00}]}""", "total_must_be_positive")]
    [InlineData("""{"lines":[{"sku":"A","quantity":10001,"unitPrice":1000000000}]}""", "total_too_large")]
    public void Should_refuse_wrong_lines(string body, string code)
    {
        var error = Assert.Single(Bodies.Refused(body));
        Assert.Equal(("lines", code), (error.Field, error.Code));
    }

    [Fact]
    public void Should_accept_the_largest_total() =>
        Assert.Equal(10_000_000_000_000m, Bodies.Accepted("""{"lines":[{"sku":"A","quantity":10000,"unitPrice":1000000000}]}""").Total);

    [Theory]
    [InlineData("Lines", "lines")]
    [InlineData("line", "lines")]
    [InlineData("customer_id", "customerId")]
    [InlineData("refrence", "reference")]
    public void Should_suggest_the_name_that_was_meant(string unknown, string known)
    {
        var error = Bodies.Refused(Bodies.WithField(unknown, "{\"deep\":[1]}"))[0];
        Assert.Equal((unknown, "unknown_field", $"Unknown field. Did you mean {known}?"), (error.Field, error.Code, error.Message));
    }

    [Fact]
    public void Should_list_the_known_names_when_none_is_near()
    {
        var error = Assert.Single(Bodies.Refused(Bodies.WithLine("""{"sku":"A","quantity":1,"unitPrice":1,"warehouse":1}""")));
        Assert.Equal("lines[0].warehouse", error.Field);
        Assert.Contains("sku, quantity, unitPrice", error.Message);
    }

    [Fact]
    public void Should_cut_an_endless_unknown_name()
    {
        var error = Assert.Single(Bodies.Refused(Bodies.WithField(new string('é', 10_000), "1")));
        Assert.Equal(new string('é', 32) + "...", error.Field);
    }

    [Theory]
    [InlineData("""{"currency":"EUR","currency":"EUR","lines":[{"sku":"A","quantity":1,"unitPrice":1}]}""", "currency")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1,"unitPrice":1}],"lin\u0065s":[]}""", "lines")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1,"unitPrice":1,"quantity":2}]}""", "lines[0].quantity")]
    public void Should_refuse_a_duplicated_field(string body, string field)
    {
        var error = Assert.Single(Bodies.Refused(body));
        Assert.Equal((field, "duplicate_field"), (error.Field, error.Code));
    }

    [Fact]
    public void Should_name_all_errors_at_once()
    {
        var errors = Bodies.Refused("""
            {"reference":"","currency":"euro","businessType":"X","placedAt":"today","colour":"red","currency":"EUR",
             "lines":[{"sku":"","quantity":0,"unitPrice":-1},{"quantity":1.5,"unitPrice":0.12345},7,{}]}
            """);
        Assert.Equal(
            [
                "reference empty", "currency invalid_format", "businessType unknown_value", "placedAt invalid_format",
                "colour unknown_field", "currency duplicate_field",
                "lines[0].sku empty", "lines[0].quantity quantity_out_of_range", "lines[0].unitPrice unit_price_out_of_range",
                "lines[1].quantity not_an_integer", "lines[1].unitPrice too_many_decimals", "lines[1].sku missing",
                "lines[2] wrong_type",
                "lines[3].sku missing", "lines[3].quantity missing", "lines[3].unitPrice missing",
            ],
            errors.Select(error => $"{error.Field} {error.Code}"));
    }

    [Fact]
    public void Should_list_100_errors_and_count_the_rest()
    {
        var errors = Bodies.Refused(Bodies.WithLine(string.Join(',', Enumerable.Repeat("{}", 500))));
        Assert.Equal(101, errors.Count);
        Assert.Equal(new FieldError("body", "more_errors", "1400 more errors are not listed."), errors[^1]);
        var unknown = Bodies.Refused("{" + string.Join(',', Enumerable.Range(0, 150).Select(i => $"\"x{i}\":1")) + "}");
        Assert.Equal("51 more errors are not listed.", unknown[^1].Message);
    }

    [Fact]
    public void Should_say_where_the_JSON_breaks_and_what_was_wrong_before()
    {
        var errors = Bodies.Refused("{\"currency\":\"x\",\n \"lines\":[}");
        Assert.Equal(["currency", "body"], errors.Select(error => error.Field));
        Assert.Equal(("malformed_json", "Not valid JSON at line 2, byte 11."), (errors[1].Code, errors[1].Message));
    }

    [Fact]
    public void Should_refuse_bytes_that_are_not_UTF8()
    {
        var body = Encoding.Latin1.GetBytes(Bodies.WithField("country", "\"Österreich\""));
        Assert.Equal("malformed_json", Assert.Single(Bodies.Refused(body)).Code);
    }

    [Fact]
    public void Should_refuse_endless_nesting() =>
        Assert.Contains(Bodies.Refused(Bodies.WithField("x", new string('[', 5_000))), error => error.Code == "malformed_json");
}
