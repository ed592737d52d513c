namespace Workflow.Tests.Contracts.Schema;

/// <summary>
/// What a change of the contracts would break for those who have the older version, on either side: consumers that read
/// what newer senders write, and messages of older senders that are still under way or stored.
/// </summary>
internal static class Compatibility
{
    /// <summary>One sentence for each break, with what to do instead; none when old and new understand each other.</summary>
    internal static IReadOnlyList<string> Check(ContractModel before, ContractModel now) =>
    [
        .. before.Messages.SelectMany(message => Check(message, before, now)),
        .. now.Messages.SelectMany(message => CheckNew(before.Messages.SingleOrDefault(one => one.Name == message.Name)?.Fields, message.Name, message.Fields)),
        .. before.Rows.SelectMany(row => now.Rows.SingleOrDefault(one => one.Name == row.Name) is { } same
            ? Check(row.Name, row.Fields, same.Fields).Concat(CheckNew(row.Fields, row.Name, same.Fields))
            : [$"{row.Name} is gone, and messages hold lists of it: bring the type back."]),
    ];

    private static IEnumerable<string> Check(MessageModel message, ContractModel before, ContractModel now)
    {
        if (now.Messages.SingleOrDefault(one => one.Name == message.Name) is not { } same)
            return [Gone(message, before, now)];
        var findings = Check(message.Name, message.Fields, same.Fields);
        return message.RoutingKey == same.RoutingKey ? findings : findings.Append(
            $"{message.Name} has the routing key '{same.RoutingKey}' instead of '{message.RoutingKey}', by which others bind their queues: put [RoutingKey(\"{message.RoutingKey}\")] back.");
    }

    private static string Gone(MessageModel message, ContractModel before, ContractModel now)
    {
        var next = message.Name[..^1] + (message.Name[^1] - '0' + 1);
        return now.Messages.FirstOrDefault(one => Shape(one.Fields) == Shape(message.Fields) && before.Messages.All(other => other.Name != one.Name)) is { } renamed
            ? $"{message.Name} is called {renamed.Name} now, and stored messages are not: the class may have any name, but put [WireName(\"{message.Name}\")] back; for a new form add {next} beside it."
            : $"{message.Name} is gone, and others still send and read it: bring the type with [WireName(\"{message.Name}\")] back; if it has a new form, that is {next}, beside the old one.";
    }

    private static IEnumerable<string> Check(string owner, IReadOnlyList<FieldModel> before, IReadOnlyList<FieldModel> now) =>
        before.SelectMany(field => now.SingleOrDefault(one => one.Name == field.Name) is { } same
            ? Check($"{owner}: {field.Name}", field, same, now)
            : [Gone(owner, field, before, now)]);

    private static string Gone(string owner, FieldModel field, IReadOnlyList<FieldModel> before, IReadOnlyList<FieldModel> now) =>
        now.FirstOrDefault(one => one.Number == field.Number && before.All(other => other.Name != one.Name)) is { } renamed
            ? $"{owner}: {field.Name} is called {renamed.Name} now, and nobody else knows that name: put the name back, or give the property [JsonPropertyName(\"{field.Name}\")]."
            : $"{owner}: {field.Name} is gone, and older consumers read it: bring it back with [FieldNumber({field.Number})], and fill it for as long as they are there.";

    private static IEnumerable<string> Check(string name, FieldModel before, FieldModel now, IReadOnlyList<FieldModel> all)
    {
        if (before.Kind != now.Kind)
            yield return $"{name} was {before.Kind} and is {now.Kind}: leave it as it was, and add a field of another name with [FieldNumber({Free(all)})] for the new kind.";
        if (!before.Required && now.Required)
            yield return $"{name} is required now, and messages of older senders may lack it: make it nullable again, without 'required', and say what its absence means.";
        if (before.Required && !now.Required)
            yield return $"{name} is not required any more, and older consumers refuse a message without it: make it 'required' again, and fill it for as long as they are there.";
        if (before.Number != now.Number)
            yield return $"{name} has the number {now.Number} instead of {before.Number}, so the binary form of one version is nonsense to the other: put [FieldNumber({before.Number})] back.";
        if (before.TextNumber != now.TextNumber)
            yield return $"{name} has the text number {now.TextNumber} instead of {before.TextNumber}: put [FieldNumber({before.Number}, Text = {before.TextNumber})] back.";
        foreach (var (index, value) in (before.Values ?? []).Index())
        {
            if (now.Values is null || now.Values.Count <= index || now.Values[index] != value)
                yield return $"{name} has lost its value '{value}', or it has moved: values keep their text and their place; put it back as number {index + 1} and add new ones at the end.";
        }
    }

    private static IEnumerable<string> CheckNew(IReadOnlyList<FieldModel>? before, string owner, IReadOnlyList<FieldModel> now)
    {
        foreach (var field in before is null ? [] : now.Where(field => before.All(one => one.Name != field.Name)))
        {
            // One that was renamed is told of already.
            if (before!.Any(one => one.Number == field.Number && now.All(other => other.Name != one.Name)))
                continue;
            if (field.Required)
                yield return $"{owner}: {field.Name} is new and required, and messages of older senders lack it: make it nullable, without 'required', and say what its absence means.";
            if (before!.FirstOrDefault(one => one.Number == field.Number || (one.TextNumber > 0 && one.TextNumber == field.Number)) is { } taken)
                yield return $"{owner}: {field.Name} has the number {field.Number} of {taken.Name}, so older consumers take the one for the other: give it [FieldNumber({Free(now)})].";
        }
    }

    private static int Free(IReadOnlyList<FieldModel> fields) => fields.Max(field => Math.Max(field.Number, field.TextNumber)) + 1;

    private static string Shape(IReadOnlyList<FieldModel> fields) => string.Join(',', fields.Select(field => $"{field.Name} {field.Kind} {field.Number}"));
}
