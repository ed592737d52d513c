namespace Workflow.Contracts.Binary;

/// <summary>Amounts as whole numbers of ten-thousandths, which is as fine as any amount in a contract is.</summary>
internal static class Amounts
{
    private const int Decimals = 4;

    private static ReadOnlySpan<long> Powers => [1, 10, 100, 1_000, 10_000];

    /// <summary>The number; <paramref name="field"/> is named when there is none.</summary>
    /// <exception cref="ContractFormatException">More than four decimals, or beyond 922,337,203,685,477.</exception>
    public static long ToTenThousandths(decimal amount, string field)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        var (decimals, digits) = ((bits[3] >> 16) & 0xFF, (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        // Multiplying decimals would do, but there may be thousands of them in a message, and this takes no time.
        if (bits[2] != 0 || decimals > Decimals || digits > (ulong)(long.MaxValue / Powers[Decimals - decimals]))
            return Slow(amount, field);
        var scaled = (long)digits * Powers[Decimals - decimals];
        return bits[3] < 0 ? -scaled : scaled;
    }

    /// <summary>The amount, without zeros at its end.</summary>
    public static decimal FromTenThousandths(long number)
    {
        var (digits, decimals) = (number < 0 ? 0UL - (ulong)number : (ulong)number, Decimals);
        for (; decimals > 0 && digits % 10 == 0; decimals--)
            digits /= 10;
        return new decimal((int)digits, (int)(digits >> 32), 0, number < 0, (byte)decimals);
    }

    // Zeros at the end are no decimals; anything else does not fit.
    private static long Slow(decimal amount, string field)
    {
        try
        {
            var scaled = amount * Powers[Decimals];
            if (scaled == decimal.Round(scaled, 0))
                return decimal.ToInt64(scaled);
        }
        catch (OverflowException error)
        {
            throw new ContractFormatException($"{field} is larger than the binary form can say.", error);
        }
        throw new ContractFormatException($"{field} has more than {Decimals} decimals, which the binary form cannot say.");
    }
}
