using System.Text.Json.Nodes;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>The JSON Schema (2020-12) of a message.</summary>
internal static class JsonSchemaDocument
{
    internal const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    internal static string FileOf(string wireName) => $"json/{wireName}.schema.json";

    internal static JsonObject Of(MessageModel message, ContractModel model)
    {
        var rows = model.Rows.Where(row => message.Fields.Any(field => field.Kind == FieldKinds.ListOf + row.Name)).ToList();
        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["$id"] = $"urn:workflow:contracts:{message.Name}",
            ["title"] = message.Name,
            ["description"] = ContractComments.Of(message.Type),
        };
        AddObject(schema, message.Fields);
        if (rows.Count > 0)
            schema["$defs"] = new JsonObject(rows.Select(row => KeyValuePair.Create(row.Name, (JsonNode?)RowSchema(row))));
        return schema;
    }

    private static JsonObject RowSchema(RowModel row)
    {
        var schema = new JsonObject();
        AddObject(schema, row.Fields);
        return schema;
    }

    // Fields that are not listed are allowed: a newer sender may add them.
    private static void AddObject(JsonObject schema, IReadOnlyList<FieldModel> fields)
    {
        schema["type"] = "object";
        schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)FieldSchema(field))));
        schema["required"] = new JsonArray([.. fields.Where(field => field.Required).Select(field => (JsonNode)field.Name)]);
    }

    private static JsonObject FieldSchema(FieldModel field)
    {
        var schema = KindSchema(field.Kind);
        schema["description"] = ContractComments.Of(field.Property!);
        // Open: a value may be added, and a consumer that refused it would break.
        if (field.Values is not null)
            schema["anyOf"] = new JsonArray(new JsonObject { ["enum"] = new JsonArray([.. field.Values.Select(value => (JsonNode)value)]) }, new JsonObject { ["type"] = "string" });
        return schema;
    }

    private static JsonObject KindSchema(string kind) => kind switch
    {
        FieldKinds.Id => new() { ["type"] = "string", ["format"] = "uuid" },
        FieldKinds.Text => new() { ["type"] = "string" },
        FieldKinds.Int32 => new() { ["type"] = "integer", ["minimum"] = int.MinValue, ["maximum"] = int.MaxValue },
        FieldKinds.Int64 => new() { ["type"] = "integer" },
        FieldKinds.Amount => new() { ["type"] = "number" },
        FieldKinds.Instant => new() { ["type"] = "string", ["format"] = "date-time" },
        FieldKinds.ListOf + FieldKinds.Text => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
        _ => new() { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = $"#/$defs/{kind[FieldKinds.ListOf.Length..]}" } },
    };
}
