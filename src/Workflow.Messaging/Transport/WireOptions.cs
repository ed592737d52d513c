using Workflow.Contracts;

namespace Workflow.Messaging.Transport;

/// <summary>
/// In which form messages leave for a broker; section <c>Messaging:Wire</c>. Whatever form comes is understood,
/// and what is stored does not depend on it: so this can be changed at any time, for one destination after the other.
/// </summary>
public sealed class WireOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Messaging:Wire";

    /// <summary>Stands for all destinations.</summary>
    public const string Everywhere = "*";

    /// <summary>
    /// Destinations that get the binary form, separated by commas: names of queues, wire names of events, or <c>*</c> for all; default
    /// none. Their consumers have to understand <c>application/x-protobuf</c>.
    /// </summary>
    public string Protobuf { get; set; } = "";

    /// <summary>Destinations that get compressed bodies, as in <see cref="Protobuf"/>; default none.</summary>
    public string Compressed { get; set; } = "";

    /// <summary>How those are compressed; default Brotli.</summary>
    public ContractCompression Compression { get; set; } = ContractCompression.Brotli;

    /// <summary>Bodies of so many bytes or fewer are not compressed; 0 to 1,000,000; default 1,024.</summary>
    public int CompressAboveBytes { get; set; } = 1024;
}
