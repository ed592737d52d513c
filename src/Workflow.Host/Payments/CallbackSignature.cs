using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Workflow.Participants.Payment;

namespace Workflow.Host.Payments;

/// <summary>
/// Tells whether a callback was signed with the shared secret: <c>X-Signature: sha256=HEX</c>, the HMAC-SHA256 of the body
/// as it was sent. Without a configured secret every callback is refused.
/// </summary>
internal sealed class CallbackSignature(IOptions<PaymentOptions> options)
{
    internal const string Header = "X-Signature";

    private const string Prefix = "sha256=";

    private readonly byte[]? _secret = options.Value.CallbackSecret is { Length: > 0 } secret ? Encoding.UTF8.GetBytes(secret) : null;

    /// <summary>Whether the request carries something that can be a signature; if not, its body need not be read.</summary>
    internal bool IsPossible(HttpRequest request) => _secret is not null && TryRead(request, new byte[SHA256.HashSizeInBytes]);

    /// <summary>Compares in constant time.</summary>
    internal bool Admits(HttpRequest request, ReadOnlySequence<byte> body)
    {
        var given = new byte[SHA256.HashSizeInBytes];
        if (_secret is null || !TryRead(request, given))
            return false;
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        foreach (var part in body)
            hmac.AppendData(part.Span);
        return CryptographicOperations.FixedTimeEquals(hmac.GetHashAndReset(), given);
    }

    private static bool TryRead(HttpRequest request, Span<byte> signature) =>
        request.Headers[Header] is [{ } text]
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length == Prefix.Length + 2 * signature.Length
        && Convert.FromHexString(text.AsSpan(Prefix.Length), signature, out _, out _) == OperationStatus.Done;
}
