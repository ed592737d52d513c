using System.Text;
using System.Text.Json;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>The <c>.proto</c> of a model: from it any language reads and writes the binary form.</summary>
internal static class ProtoDocument
{
    private const string Head = """
        // Generated from the types of Workflow.Contracts; do not edit.
        //
        // The binary form of every message: content type application/x-protobuf, the header message-type says which one.
        // A field that its comment calls required is always there; readers refuse a message without it. Unknown fields are
        // to be skipped. Numbers are never used again.
        //
        // _e4         an amount in ten-thousandths: 25500 is 2.55
        // _unix_nano  nanoseconds since 1970-01-01T00:00:00Z
        // bytes *_id  the 16 bytes of an id, in the order in which it is written
        // columns     lists of lines stand in columns of equal length: sku[i], quantity[i], unit_price_e4[i] are one line
        syntax = "proto3";

        package workflow.contracts;

        option csharp_namespace = "Workflow.Contracts.Protobuf";


        """;

    internal static string Of(ContractModel model)
    {
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        var types = model.Messages[0].Field("businessType");
        text.Append("// What kind of sale caused a message. A kind that has no number here travels as text.\nenum BusinessType {\n  BUSINESS_TYPE_UNSPECIFIED = 0;\n");
        foreach (var (index, value) in FrozenBusinessTypes(types).Index())
            text.Append($"  BUSINESS_TYPE_{value} = {index + 1};\n");
        text.Append("}\n");
        foreach (var row in model.Rows)
        {
            text.Append($"\n// Columns: see above.\nmessage {ColumnsName(row.Name)} {{\n");
            foreach (var field in row.Fields)
                text.Append(Comment(ContractComments.Of(field.Property!), "  ")).Append($"  repeated {TypeOf(field.Kind)} {NameOf(field)} = {field.Number};\n");
            text.Append("}\n");
        }
        foreach (var message in model.Messages)
            Append(text, message);
        return text.ToString();
    }

    /// <summary>Name of the message type for a wire name: <c>reserve-stock.v1</c> is <c>ReserveStockV1</c>.</summary>
    internal static string MessageName(string wireName) =>
        string.Concat(wireName.Split('-', '.').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Name of the field: words in lower case, with the unit of its number.</summary>
    internal static string NameOf(FieldModel field) => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name) + field.Kind switch
    {
        FieldKinds.Amount => "_e4",
        FieldKinds.Instant => "_unix_nano",
        _ => "",
    };

    // The first four have numbers, for ever; see BusinessTypes.
    private static IEnumerable<string> FrozenBusinessTypes(FieldModel field) => field.Values!.Take(4);

    private static void Append(StringBuilder text, MessageModel message)
    {
        text.Append('\n').Append(Comment($"{message.Name}: {ContractComments.Of(message.Type)}", ""))
            .Append($"message {MessageName(message.Name)} {{\n");
        foreach (var field in message.Fields)
            Append(text, field);
        text.Append("}\n");
    }

    private static void Append(StringBuilder text, FieldModel field)
    {
        text.Append(Comment((field.Required ? "Required. " : "") + ContractComments.Of(field.Property!), "  "));
        var name = NameOf(field);
        if (field.TextNumber > 0)
        {
            text.Append($"  oneof {name}_form {{\n    {(field.Values is null ? "bytes" : "BusinessType")} {name} = {field.Number};\n")
                .Append($"    string {name}_text = {field.TextNumber};\n  }}\n");
            return;
        }
        text.Append(field.Kind == FieldKinds.ListOf + FieldKinds.Text ? "  repeated " : "  optional ").Append($"{TypeOf(field.Kind)} {name} = {field.Number};\n");
    }

    private static string TypeOf(string kind) => kind switch
    {
        FieldKinds.Id => "bytes",
        FieldKinds.Text or FieldKinds.ListOf + FieldKinds.Text => "string",
        FieldKinds.Int32 => "int32",
        FieldKinds.Int64 or FieldKinds.Amount => "int64",
        FieldKinds.Instant => "sfixed64",
        _ => ColumnsName(kind[FieldKinds.ListOf.Length..]),
    };

    private static string ColumnsName(string row) => MessageName(row) + "Columns";

    private static string Comment(string text, string indent)
    {
        const int width = 110;
        var (lines, line) = (new StringBuilder(), new StringBuilder());
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > width)
            {
                lines.Append(indent).Append("//").Append(line).Append('\n');
                line.Clear();
            }
            line.Append(' ').Append(word);
        }
        return lines.Append(indent).Append("//").Append(line).Append('\n').ToString();
    }
}
