using System.Globalization;

namespace Workflow.Tools;

/// <summary>
/// Reads <c>--name value</c>, <c>--name=value</c> and <c>--flag</c>. Every option is asked for by name; after that
/// <see cref="Error"/> tells the first thing that was wrong, also an option nobody asked for.
/// </summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);
    private string? _error;

    public CommandLine(IReadOnlyList<string> args, params string[] flags)
    {
        for (var i = 0; i < args.Count && _error is null; i++)
            i += Take(args, i, flags);
    }

    public string? Error => _error ?? _values.Keys.Where(name => !_asked.Contains(name))
        .Select(name => $"There is no option --{name}.").FirstOrDefault();

    public bool Flag(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name);

    public string Text(string name, string otherwise) => Find(name) ?? otherwise;

    public double Share(string name, double otherwise) => Number(name, otherwise, 0, 1);

    public double Number(string name, double otherwise, double from, double to)
    {
        if (Find(name) is not { } text)
            return otherwise;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to)
            return value;
        return Fail($"--{name} must be a number from {from} to {to}, not '{text}'.", otherwise);
    }

    public int Count(string name, int otherwise, int from, int to)
    {
        if (Find(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to)
            return value;
        return Fail($"--{name} must be a whole number from {from} to {to}, not '{text}'.", otherwise);
    }

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum
    {
        if (Find(name) is not { } text)
            return otherwise;
        if (Enum.GetNames<T>().FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
            return Enum.Parse<T>(found);
        return Fail($"--{name} must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}, not '{text}'.", otherwise);
    }

    private int Take(IReadOnlyList<string> args, int at, string[] flags)
    {
        if (!args[at].StartsWith("--", StringComparison.Ordinal) || args[at].Length == 2)
            return Fail($"'{args[at]}' is not an option; options start with --.", 0);
        var name = args[at][2..];
        if (flags.Contains(name, StringComparer.OrdinalIgnoreCase))
            return Keep(name, "true", 0);
        var equals = name.IndexOf('=');
        if (equals > 0)
            return Keep(name[..equals], name[(equals + 1)..], 0);
        return at + 1 < args.Count
            ? Keep(name, args[at + 1], 1)
            : Fail($"--{name} needs a value.", 0);
    }

    private int Keep(string name, string value, int extra)
    {
        // The last one wins, so that a script's own options can be overridden by its caller's.
        _values[name] = value;
        return extra;
    }

    private string? Find(string name)
    {
        _asked.Add(name);
        return _values.GetValueOrDefault(name);
    }

    private T Fail<T>(string error, T value)
    {
        _error ??= error;
        return value;
    }
}
