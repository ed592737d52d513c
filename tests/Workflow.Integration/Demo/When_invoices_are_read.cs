using System.IO.Compression;
using System.Text;
using Workflow.Demo.Input;

namespace Workflow.Integration.Demo;

public sealed class When_invoices_are_read : IDisposable
{
    private const string Valid = """{"invoice":"536365","placedAt":"2010-12-01T08:26:00Z","customerId":"17850","country":"United Kingdom","lines":[{"sku":"85123A","quantity":6,"unitPrice":2.550}]}""";
    private const string Return = """{"invoice":"C536379","placedAt":"2010-12-01T09:41:00Z","customerId":null,"country":"France","lines":[{"sku":"D","quantity":-1,"unitPrice":27.5}]}""";
    private const string Free = """{"invoice":"536414","placedAt":"2010-12-01T11:52:00Z","customerId":null,"country":"France","lines":[{"sku":"22139","quantity":56,"unitPrice":0.0}]}""";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Should_keep_every_digit_and_leave_out_what_is_not_known()
    {
        File.WriteAllLines(_path, [Valid, Return]);

        var orders = OrderFile.Read(_path, limit: null);

        Assert.Equal(["demo-536365", "demo-C536379"], orders.Select(order => order.Key));
        Assert.Equal("""{"reference":"536365","customerId":"17850","country":"United Kingdom","currency":"GBP","placedAt":"2010-12-01T08:26:00Z","lines":[{"sku":"85123A","quantity":6,"unitPrice":2.550}]}""", Text(orders[0]));
        Assert.Equal("""{"reference":"C536379","country":"France","currency":"GBP","placedAt":"2010-12-01T09:41:00Z","lines":[{"sku":"D","quantity":-1,"unitPrice":27.5}]}""", Text(orders[1]));
    }

    [Fact]
    public void Should_want_goods_for_valid_orders_only()
    {
        File.WriteAllLines(_path, [Valid, Return, Free]);

        var orders = OrderFile.Read(_path, limit: null);

        Assert.Equal([new Wanted("85123A", 6)], orders[0].Demand!);
        Assert.Null(orders[1].Demand);
        Assert.Null(orders[2].Demand);
    }

    [Fact]
    public void Should_read_compressed_files_up_to_the_limit()
    {
        using (var gzip = new GZipStream(File.Create(_path), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes($"{Valid}\n{Return}\n{Free}\n"));

        Assert.Equal(2, OrderFile.Read(_path, limit: 2).Count);
    }

    [Fact]
    public void Should_name_the_line_that_is_not_an_invoice()
    {
        File.WriteAllLines(_path, [Valid, "{}"]);

        var error = Assert.Throws<InvalidDataException>(() => OrderFile.Read(_path, limit: null));

        Assert.StartsWith("Line 2 of ", error.Message, StringComparison.Ordinal);
    }

    private static string Text(DemoOrder order) => Encoding.UTF8.GetString(order.Body);
}
