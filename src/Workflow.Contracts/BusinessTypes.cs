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
}
