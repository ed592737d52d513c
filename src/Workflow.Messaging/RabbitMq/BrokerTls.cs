using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using RabbitMQ.Client;

namespace Workflow.Messaging.RabbitMq;

/// <summary>The same TLS for the sender's connection and for MassTransit's.</summary>
internal static class BrokerTls
{
    internal const string Scheme = "amqps";

    internal static bool IsWanted(RabbitMqOptions options) => new Uri(options.Uri).Scheme == Scheme;

    internal static SslOption Of(RabbitMqOptions options, string host) => new()
    {
        Enabled = IsWanted(options),
        ServerName = ServerName(options, host),
        CertificateValidationCallback = Validation(options.Tls),
        Certs = Own(options.Tls) is { } own ? [own] : null,
    };

    internal static void Configure(IRabbitMqHostConfigurator host, RabbitMqOptions options)
    {
        if (!IsWanted(options))
            return;
        host.UseSsl(ssl =>
        {
            ssl.ServerName = ServerName(options, new Uri(options.Uri).Host);
            // Always: what MassTransit would let pass by itself is not asked for.
            ssl.CertificateValidationCallback = Validation(options.Tls);
            ssl.Certificate = Own(options.Tls);
        });
    }

    /// <summary>Why the settings cannot be used; null when they can.</summary>
    internal static string? Check(RabbitMqTlsOptions tls)
    {
        if (tls.CertificateFile.Length > 0 != tls.KeyFile.Length > 0)
            return "RabbitMq:Tls:CertificateFile and RabbitMq:Tls:KeyFile belong together: set both or none.";
        foreach (var (setting, file) in new[] { ("CaFile", tls.CaFile), ("CertificateFile", tls.CertificateFile), ("KeyFile", tls.KeyFile) })
        {
            if (file.Length > 0 && !File.Exists(file))
                return $"RabbitMq:Tls:{setting} names '{file}', which is not there or may not be read.";
        }
        return null;
    }

    private static string ServerName(RabbitMqOptions options, string host) => options.Tls.ServerName is { Length: > 0 } name ? name : host;

    // Read anew for every connection, so that a renewed certificate needs no restart.
    private static X509Certificate2? Own(RabbitMqTlsOptions tls) =>
        tls.CertificateFile.Length == 0 ? null : X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);

    private static RemoteCertificateValidationCallback Validation(RabbitMqTlsOptions tls) => (_, certificate, sent, errors) =>
    {
        if (errors == SslPolicyErrors.None)
            return tls.CaFile.Length == 0 || IsFromAuthority(tls.CaFile, certificate, sent);
        return errors == SslPolicyErrors.RemoteCertificateChainErrors && tls.CaFile.Length > 0 && IsFromAuthority(tls.CaFile, certificate, sent);
    };

    private static bool IsFromAuthority(string caFile, X509Certificate? certificate, X509Chain? sent)
    {
        if (certificate is not X509Certificate2 leaf)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);
        // An authority of one's own seldom publishes what it has revoked.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        return chain.Build(leaf);
    }
}
