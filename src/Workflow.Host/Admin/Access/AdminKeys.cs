using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Workflow.Host.Admin.Access;

/// <summary>The configured keys.</summary>
internal sealed class AdminKeys(IOptions<AdminOptions> options)
{
    internal const string Header = "X-Admin-Key";
    internal const int MaxKey = 256;

    /// <summary>Name of the key that is configured alone.</summary>
    internal const string FirstName = "admin";

    private readonly Entry[] _keys = [.. Read(options.Value)];

    /// <summary>Whose key it is; null when it is nobody's. Takes the same time whichever key it is, and whether it is one.</summary>
    internal AdminIdentity? Find(string given)
    {
        if (given.Length is 0 or > MaxKey)
            return null;
        // Digests, so that the keys' lengths do not show either.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        AdminIdentity? found = null;
        foreach (var key in _keys)
            found = CryptographicOperations.FixedTimeEquals(digest, key.Digest) ? key.Identity : found;
        return found;
    }

    /// <summary>Whether <paramref name="identity"/> is still as configured: a cookie must not outlive its key.</summary>
    internal bool IsCurrent(AdminIdentity identity) => _keys.Any(key => key.Identity == identity);

    private static IEnumerable<Entry> Read(AdminOptions options)
    {
        if (options.Key is { Length: > 0 } first)
            yield return Entry.Of(FirstName, first, AdminRoles.Admin);
        foreach (var key in options.Keys)
            yield return Entry.Of(key.Name, key.Key, key.Role);
    }

    private sealed record Entry(byte[] Digest, AdminIdentity Identity)
    {
        internal static Entry Of(string name, string key, string role)
        {
            var digest = SHA256.HashData(Encoding.UTF8.GetBytes(key));
            // Of the digest again: what stands in a cookie must not help to test guesses of a weak key faster.
            var stamp = Convert.ToHexStringLower(SHA256.HashData([.. digest, .. "stamp"u8]).AsSpan(0, 8));
            return new Entry(digest, new AdminIdentity(name, role, stamp));
        }
    }
}
