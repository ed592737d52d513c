namespace Workflow.Participants.Shipment;

/// <summary>Where carriers go. Section <c>Shipment</c>.</summary>
public sealed class ShipmentOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Shipment";

    /// <summary>Countries that no carrier serves, as orders write them, in any case of letters; default none.</summary>
    public IList<string> UnservedCountries { get; set; } = [];
}
