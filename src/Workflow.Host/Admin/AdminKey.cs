using System.Security.Cryptography;
using System.Text;

namespace Workflow.Host.Admin;

/// <summary>The one credential of the admin API. Without a configured key every admin request is refused.</summary>
internal sealed class AdminKey(IConfiguration configuration)
{
    internal const string Header = "X-Admin-Key";

    private readonly byte[]? _digest = configuration["Admin:Key"] is { Length: > 0 } key ? Digest(key) : null;

    /// <summary>Compares in constant time; digests, so that the key's length does not show either.</summary>
    internal bool Admits(HttpRequest request) =>
        _digest is not null
        && request.Headers[Header] is [{ Length: > 0 and <= 256 } given]
        && CryptographicOperations.FixedTimeEquals(Digest(given), _digest);

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
