using System.Globalization;

namespace Workflow.Integration.Telemetry;

/// <summary>What a scrape gave, sample by sample: name and labels as they stand, and the value.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, double> _values;

    private Samples(string text)
    {
        Text = text;
        _values = text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public string Text { get; }

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Of a sample that is not there: not a number.</summary>
    public double this[string sample] => _values.GetValueOrDefault(sample, double.NaN);

    public static async Task<Samples> ScrapeAsync(HttpClient http) => new(await http.GetStringAsync("/metrics"));

    /// <summary>Whether a metric of the name has any series.</summary>
    public bool Has(string metric) => _values.Keys.Any(key =>
        key == metric || key.StartsWith(metric + "{", StringComparison.Ordinal) || key.StartsWith(metric + "_bucket{", StringComparison.Ordinal));
}
