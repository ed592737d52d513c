using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Workflow.Host.Admin.Access;

/// <summary>
/// One-time links for the person at this machine: the token stands behind the <c>#</c> of the address, which browsers send to
/// nobody, and is exchanged for a cookie by POST. It is good once, for ten minutes, at this process.
/// </summary>
internal sealed class SignInLinks(TimeProvider time)
{
    internal const string Path = "/admin/sign-in";

    /// <summary>Who signs in by a link.</summary>
    internal const string Name = "console";

    private const int Bytes = 32;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private byte[]? _digest;
    private DateTimeOffset _until;

    /// <summary>A cookie that was got by a link ends with the process.</summary>
    internal AdminIdentity Identity { get; } = new(Name, AdminRoles.Admin, Guid.NewGuid().ToString("N"));

    /// <summary>A new token; the one before it is void.</summary>
    internal string Create()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        lock (_lock)
        {
            _digest = Digest(token);
            _until = time.GetUtcNow() + Lifetime;
        }
        return token;
    }

    /// <summary>Uses the token up; false when it is wrong, used or too old.</summary>
    internal bool Exchange(string token)
    {
        lock (_lock)
        {
            if (_digest is null || time.GetUtcNow() > _until || !CryptographicOperations.FixedTimeEquals(Digest(token), _digest))
                return false;
            _digest = null;
            return true;
        }
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
