using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflow.Messaging.Kafka;

namespace Workflow.Tests.Kafka;

/// <summary>
/// TLS and SASL, as far as they go without a broker that speaks them: the mock cluster does not. What the settings become is read here, and
/// that librdkafka takes it; no connection is made.
/// </summary>
public sealed class KafkaSecurityTests : IDisposable
{
    // Made for this test; it signs nothing and opens nothing.
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Should_speak_plainly_when_nothing_is_set()
    {
        var config = Configured();

        Assert.Equal("plaintext", config["security.protocol"]);
        Assert.DoesNotContain(config.Keys, key => key.StartsWith("sasl.", StringComparison.Ordinal) || key.StartsWith("ssl.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SaslSsl", "ScramSha512", "sasl_ssl", "SCRAM-SHA-512")]
    [InlineData("SaslSsl", "ScramSha256", "sasl_ssl", "SCRAM-SHA-256")]
    [InlineData("SaslPlaintext", "Plain", "sasl_plaintext", "PLAIN")]
    public void Should_say_who_it_is(string protocol, string mechanism, string wireProtocol, string wireMechanism)
    {
        var config = Configured(("SecurityProtocol", protocol), ("SaslMechanism", mechanism), ("UserName", "workflow"), ("Password", "a secret"));

        Assert.Equal(
            (wireProtocol, wireMechanism, "workflow", "a secret"),
            (config["security.protocol"], config["sasl.mechanism"], config["sasl.username"], config["sasl.password"]));
        Build(config);
    }

    [Fact]
    public void Should_take_the_first_line_of_a_file_for_the_password()
    {
        File.WriteAllText(_file, "from a file\nnot this\n");

        Assert.Equal("from a file", Configured(("SecurityProtocol", "SaslSsl"), ("UserName", "workflow"), ("PasswordFile", _file))["sasl.password"]);
    }

    [Fact]
    public void Should_trust_and_show_the_certificates_that_are_named()
    {
        var config = Configured(("SecurityProtocol", "Ssl"), ("CaFile", _file), ("CertificateFile", _file), ("KeyFile", _file));

        Assert.Equal(
            ("ssl", _file, _file, _file), (config["security.protocol"], config["ssl.ca.location"], config["ssl.certificate.location"], config["ssl.key.location"]));
        // An empty file is no certificate: that the client says so shows that it has looked.
        Assert.Contains("ssl", Assert.ThrowsAny<Exception>(() => Build(config)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Should_never_leave_off_whom_it_trusts() =>
        Assert.DoesNotContain("enable.ssl.certificate.verification", Configured(("SecurityProtocol", "Ssl")).Keys);

    [Theory]
    [InlineData("Kafka:UserName", "UserName=workflow")]
    [InlineData("Kafka:Password", "SecurityProtocol=Ssl", "Password=secret")]
    [InlineData("Kafka:PasswordFile", "PasswordFile=FILE")]
    [InlineData("Kafka:CaFile", "CaFile=FILE")]
    [InlineData("Kafka:CaFile", "SecurityProtocol=SaslPlaintext", "UserName=workflow", "Password=secret", "CaFile=FILE")]
    [InlineData("Kafka:CaFile", "SecurityProtocol=Ssl", "CaFile=/no/such/file")]
    [InlineData("Kafka:KeyFile", "SecurityProtocol=Ssl", "CertificateFile=FILE")]
    [InlineData("Kafka:PasswordFile", "SecurityProtocol=SaslSsl", "UserName=workflow")]
    [InlineData("Kafka:UserName", "SecurityProtocol=SaslSsl", "Password=secret")]
    [InlineData("Kafka:PasswordFile", "SecurityProtocol=SaslSsl", "UserName=workflow", "Password=secret", "PasswordFile=FILE")]
    public void Should_be_refused_at_start_with_the_name_of_the_key(string key, params string[] settings)
    {
        var configuration = ConfigurationOf([.. settings.Select(setting => setting.Replace("FILE", _file).Split('=', 2)).Select(pair => (pair[0], pair[1]))]);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddKafka(configuration);
        using var provider = services.BuildServiceProvider();

        var failures = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Failures.ToList();

        Assert.Contains(key, Assert.Single(failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failures[0], StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Configured(params (string Name, string Value)[] settings)
    {
        var options = ConfigurationOf(settings).GetSection(KafkaOptions.Section).Get<KafkaOptions>()!;
        Assert.Null(new KafkaOptionsCheck().Validate(null, options).Failures);
        return KafkaClients.Configure(options, new ProducerConfig()).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private static IConfiguration ConfigurationOf(IEnumerable<(string Name, string Value)> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Kafka:BootstrapServers", "127.0.0.1:1"), .. settings.Select(pair => new KeyValuePair<string, string?>($"Kafka:{pair.Name}", pair.Value))])
        .Build();

    private static void Build(Dictionary<string, string> config)
    {
        KafkaLibrary.Load();
        using var producer = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        Assert.NotNull(producer.Name);
    }
}
