namespace Workflow.Messaging.RabbitMq;

/// <summary>
/// How the broker proves who it is, and this process to it; section <c>RabbitMq:Tls</c>. Used when the address starts with
/// <c>amqps://</c>. A certificate that is not trusted, or made for another name, is always refused.
/// </summary>
public sealed class RabbitMqTlsOptions
{
    /// <summary>PEM file with the authorities that are trusted instead of the system's; default none: the system's.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>PEM file with this process's own certificate, for a broker that asks for one; default none.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file with the key of <see cref="CertificateFile"/>; default none.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Name that the broker's certificate must be made for; default the host of the address.</summary>
    public string ServerName { get; set; } = "";
}
