namespace Workflow.Contracts;

/// <summary>The kinds of sale that routing, limits and metrics tell apart.</summary>
public static class BusinessTypes
{
    /// <summary>An ordinary order; the default.</summary>
    public const string Normal = "NORMAL";

    /// <summary>An order of a flash sale.</summary>
    public const string Seckill = "SECKILL";

    /// <summary>An order paid in advance for goods not yet on stock.</summary>
    public const string Presale = "PRESALE";

    /// <summary>An order placed by a business customer.</summary>
    public const string Wholesale = "WHOLESALE";

    /// <summary>All known types, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> All { get; } = [Normal, Seckill, Presale, Wholesale];

    /// <summary>Whether <paramref name="value"/> is a known type; the comparison is exact.</summary>
    public static bool IsKnown(string? value) => value is Normal or Seckill or Presale or Wholesale;

    /// <summary>The number of <paramref name="value"/> in the binary form; 0 for one that travels as text there.</summary>
    internal static int NumberOf(string? value) => value switch
    {
        Normal => 1,
        Seckill => 2,
        Presale => 3,
        Wholesale => 4,
        _ => 0,
    };

    /// <summary>The type that has <paramref name="number"/> in the binary form; null when none has.</summary>
    internal static string? WithNumber(ulong number) => number switch
    {
        1 => Normal,
        2 => Seckill,
        3 => Presale,
        4 => Wholesale,
        _ => null,
    };
}
