using Microsoft.Extensions.Options;
using Workflow.Contracts;

namespace Workflow.Messaging.Transport;

/// <summary>Checks <see cref="WireOptions"/> at start.</summary>
internal sealed class WireOptionsCheck : IValidateOptions<WireOptions>
{
    private const int MostBytes = 1_000_000;

    public ValidateOptionsResult Validate(string? name, WireOptions options)
    {
        if (options.CompressAboveBytes is < 0 or > MostBytes)
            return ValidateOptionsResult.Fail($"{WireOptions.Section}:CompressAboveBytes is {options.CompressAboveBytes}; it must be from 0 to {MostBytes}.");
        return options.Compressed.Length > 0 && options.Compression == ContractCompression.None
            ? ValidateOptionsResult.Fail($"{WireOptions.Section}:Compression is None, and Compressed names destinations: make it Brotli or Gzip, or name none.")
            : ValidateOptionsResult.Success;
    }
}
