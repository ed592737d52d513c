using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflow.Host.Verify;

/// <summary>What was found: a table for people, and a last line for programs.</summary>
internal sealed class VerifyReport(TextWriter output)
{
    private const int NameWidth = 100;

    // For programs, but people see it too: names stay readable.
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<CheckResult> _results = [];

    public long Violations => _results.Sum(result => result.Violations);

    public async Task StartAsync() =>
        await output.WriteLineAsync($"{"check".PadRight(NameWidth)}   examined  violations  examples");

    public async Task AddAsync(CheckResult result)
    {
        _results.Add(result);
        var name = result.Name.PadRight(NameWidth);
        await output.WriteLineAsync(result.NotChecked is { } why
            ? $"{name}  not checked: {why}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name}{result.Examined,11:N0} {result.Violations,11:N0}  {string.Join(' ', result.Examples)}").TrimEnd());
    }

    public async Task EndAsync(long orders)
    {
        var notChecked = _results.Count(result => result.NotChecked is not null);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{orders:N0} orders, {_results.Count - notChecked} checks, {Violations:N0} violations{(notChecked > 0 ? $"; {notChecked} checks could not be made" : "")}"));
        await output.WriteLineAsync(JsonSerializer.Serialize(
            new
            {
                Violations,
                Orders = orders,
                Checks = _results.Where(result => result.NotChecked is null)
                    .Select(result => new { result.Name, result.Examined, result.Violations }),
                NotChecked = _results.Where(result => result.NotChecked is not null).Select(result => result.Name),
            },
            Json));
        await output.FlushAsync();
    }
}
