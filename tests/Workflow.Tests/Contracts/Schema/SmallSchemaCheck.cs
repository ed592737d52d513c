using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Tests.Contracts.Schema;

/// <summary>Checks a document against the part of JSON Schema that our documents use; any other word in a schema is an error.</summary>
internal static class SmallSchemaCheck
{
    private static readonly HashSet<string> Known =
    [
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "format", "minimum", "maximum", "properties", "required", "items", "anyOf", "enum",
    ];

    internal static IEnumerable<string> Errors(JsonObject root, JsonNode? value) => Errors(root, root, value, "$");

    private static IEnumerable<string> Errors(JsonObject root, JsonObject schema, JsonNode? value, string path)
    {
        Assert.All(schema, word => Assert.Contains(word.Key, Known));
        if ((string?)schema["$ref"] is { } reference)
            return Errors(root, root["$defs"]![reference["#/$defs/".Length..]]!.AsObject(), value, path);
        if ((string?)schema["type"] is { } type && !Is(type, value))
            return [$"{path} is no {type}"];
        if (schema["enum"] is JsonArray values && !values.Any(one => JsonNode.DeepEquals(one, value)))
            return [$"{path} is none of the values"];
        if (schema["anyOf"] is JsonArray choices && choices.All(choice => Errors(root, choice!.AsObject(), value, path).Any()))
            return [$"{path} fits no choice"];
        return value switch
        {
            JsonObject fields => ObjectErrors(root, schema, fields, path),
            JsonArray items when schema["items"] is JsonObject item => items.SelectMany((one, index) => Errors(root, item, one, $"{path}[{index}]")),
            JsonValue text when (string?)schema["format"] is { } format => FormatErrors(format, (string)text!, path),
            JsonValue number when (string?)schema["type"] == "integer" && schema["maximum"] is { } most && long.Parse(number.ToJsonString()) > long.Parse(most.ToJsonString()) => [$"{path} is too large"],
            _ => [],
        };
    }

    private static IEnumerable<string> ObjectErrors(JsonObject root, JsonObject schema, JsonObject fields, string path)
    {
        foreach (var required in schema["required"]!.AsArray().Where(name => !fields.ContainsKey((string)name!)))
            yield return $"{path} lacks {required}";
        foreach (var (name, value) in fields)
        {
            if (schema["properties"]![name] is JsonObject property)
                foreach (var error in Errors(root, property, value, $"{path}.{name}"))
                    yield return error;
        }
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), out _),
        _ => false,
    };

    private static IEnumerable<string> FormatErrors(string format, string text, string path) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _) ? [] : [$"{path} is no uuid"],
        "date-time" => DateTimeOffset.TryParse(text, out _) ? [] : [$"{path} is no date-time"],
        _ => [$"{path}: the format {format} is not known to this check"],
    };
}
