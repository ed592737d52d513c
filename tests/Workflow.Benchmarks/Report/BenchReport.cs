using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Benchmarks.Report;

/// <summary>Everything that a bench has to say.</summary>
internal sealed class BenchReport(string bench)
{
    private readonly List<Measured> _rows = [];
    private readonly List<Picture> _pictures = [];
    private readonly List<string> _notes = [];

    public string Bench => bench;

    public IReadOnlyList<Measured> Rows => _rows;

    public IReadOnlyList<Picture> Pictures => _pictures;

    /// <summary>What the reader has to know besides.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What the product's own proof found wrong, and what the bench's own checks did; null when nothing was to be proved.</summary>
    public int? Violations { get; private set; }

    public void Add(params ReadOnlySpan<Measured> rows) => _rows.AddRange(rows);

    public void Add(Picture picture) => _pictures.Add(picture);

    public void Prove(int violations) => Violations = (Violations ?? 0) + violations;

    public void Note(string text)
    {
        if (!_notes.Contains(text))
            _notes.Add(text);
    }

    public void WriteTable(TextWriter to, Machine machine)
    {
        to.WriteLine();
        to.WriteLine($"{bench}: medians of {(_rows.Count == 0 ? 0 : _rows.Max(row => row.Runs.Count))} runs");
        to.WriteLine(machine);
        to.WriteLine();
        var width = Math.Max(20, _rows.Select(row => row.Name.Length).DefaultIfEmpty().Max());
        to.WriteLine($"{"".PadRight(width)} {"median",10} {"min..max",19} {"unit",-10} {"at least",9} {"goal",9}");
        foreach (var row in _rows)
            to.WriteLine($"{row.Name.PadRight(width)} {Numbers.Text(row.Value),10} {Numbers.Text(row.Runs.Min()) + ".." + Numbers.Text(row.Runs.Max()),19} {row.Unit,-10} {Text(row.Target),9} {Text(row.Goal),9} {Verdict(row)}".TrimEnd());
        foreach (var note in _notes)
            to.WriteLine($"  {note}");
        if (Violations is { } violations)
            to.WriteLine(violations == 0 ? "Nothing was lost, doubled or oversold." : $"{violations} VIOLATIONS");
    }

    /// <summary>One line, for programs.</summary>
    public string ToJsonLine() => new JsonObject
    {
        ["bench"] = bench,
        ["results"] = Results(withRuns: false),
        ["violations"] = Violations,
    }.ToJsonString();

    /// <summary>The whole, to be kept.</summary>
    public string ToJson(Machine machine) => new JsonObject
    {
        ["bench"] = bench,
        ["machine"] = JsonSerializer.SerializeToNode(machine, JsonSerializerOptions.Web),
        ["results"] = Results(withRuns: true),
        ["violations"] = Violations,
        ["notes"] = new JsonArray([.. _notes.Select(note => (JsonNode)note)]),
        ["pictures"] = new JsonArray([.. _pictures.Select(picture => picture.ToJson())]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public JsonArray Results(bool withRuns)
    {
        var results = new JsonArray();
        foreach (var row in _rows)
        {
            var result = new JsonObject
            {
                ["name"] = row.Name,
                ["value"] = Numbers.Rounded(row.Value),
                ["unit"] = row.Unit,
                ["target"] = row.Target,
                ["goal"] = row.Goal,
                ["met"] = row.Met,
            };
            if (withRuns)
                result["runs"] = new JsonArray([.. row.Runs.Select(run => (JsonNode)Numbers.Rounded(run))]);
            results.Add((JsonNode)result);
        }
        return results;
    }

    private static string Text(double? value) => value is { } number ? Numbers.Text(number) : "";

    private static string Verdict(Measured row) => row.Met switch
    {
        true => "met",
        false => "MISSED",
        null => "",
    };
}
