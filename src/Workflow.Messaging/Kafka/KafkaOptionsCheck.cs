using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Workflow.Messaging.Kafka;

/// <summary>Checks the section <c>Kafka</c> at start, so that a wrong setting is named before it does harm.</summary>
internal sealed class KafkaOptionsCheck : IValidateOptions<KafkaOptions>
{
    // Kafka's own rule.
    private const int MaxTopicLength = 249;
    private const int MaxGroupLength = 200;

    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        string?[] failures =
        [
            .. Ranges(options), .. Names(options), .. Secrets(options), .. Unused(options),
            .. new[] { nameof(options.CaFile), nameof(options.CertificateFile), nameof(options.KeyFile), nameof(options.PasswordFile) }
                .Zip([options.CaFile, options.CertificateFile, options.KeyFile, options.PasswordFile], Exists),
        ];
        var found = failures.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static IEnumerable<string?> Ranges(KafkaOptions options) =>
    [
        Range(nameof(options.IntakeBatch), options.IntakeBatch, 1, 4_096),
        Range(nameof(options.SessionTimeoutSeconds), options.SessionTimeoutSeconds, 6, 300),
        Range(nameof(options.HubBatch), options.HubBatch, 1, 10_000),
        Range(nameof(options.HubPollMilliseconds), options.HubPollMilliseconds, 5, 10_000),
        Range(nameof(options.DeliveryTimeoutSeconds), options.DeliveryTimeoutSeconds, 5, 300),
    ];

    private static IEnumerable<string?> Names(KafkaOptions options)
    {
        yield return Topic(nameof(options.EventsTopic), options.EventsTopic);
        yield return Topic(nameof(options.StateTopic), options.StateTopic);
        yield return Topic(nameof(options.OrdersTopic), options.OrdersTopic);
        yield return Topic(nameof(options.DeadTopic), options.DeadTopic);
        if (options.GroupId.Length is 0 or > MaxGroupLength || options.GroupId.AsSpan().ContainsAnyExceptInRange('!', '~'))
            yield return $"Kafka:GroupId must have 1 to {MaxGroupLength} visible ASCII characters.";
        var used = new[] { options.EventsTopic, options.StateTopic, options.OrdersTopic, options.DeadTopic }.Where(topic => topic.Length > 0).ToList();
        if (used.Distinct(StringComparer.Ordinal).Count() < used.Count)
            yield return "Kafka:EventsTopic, Kafka:StateTopic, Kafka:OrdersTopic and Kafka:DeadTopic must be different topics.";
    }

    private static IEnumerable<string?> Secrets(KafkaOptions options)
    {
        if (options.Password.Length > 0 && options.PasswordFile.Length > 0)
            yield return "Kafka:Password and Kafka:PasswordFile are both set; set one of them.";
        if (options.SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl && NeedsUser(options.SaslMechanism)
            && (options.UserName.Length == 0 || (options.Password.Length == 0 && options.PasswordFile.Length == 0)))
        {
            yield return $"Kafka:SecurityProtocol is {options.SecurityProtocol}; it needs Kafka:UserName and Kafka:Password or Kafka:PasswordFile.";
        }
        if (options.CertificateFile.Length > 0 != options.KeyFile.Length > 0)
            yield return "Kafka:CertificateFile and Kafka:KeyFile belong together; one of them is missing.";
    }

    // A password that nobody asks for, or a certificate on a plain line, is a setting that its owner believes in.
    private static IEnumerable<string?> Unused(KafkaOptions options)
    {
        if (options.SecurityProtocol is SecurityProtocol.Plaintext or SecurityProtocol.Ssl)
        {
            foreach (var (setting, value) in new[] { (nameof(options.UserName), options.UserName), (nameof(options.Password), options.Password), (nameof(options.PasswordFile), options.PasswordFile) })
                yield return Useless(setting, value, options, "SaslSsl or SaslPlaintext");
        }
        if (options.SecurityProtocol is SecurityProtocol.Plaintext or SecurityProtocol.SaslPlaintext)
        {
            foreach (var (setting, value) in new[] { (nameof(options.CaFile), options.CaFile), (nameof(options.CertificateFile), options.CertificateFile), (nameof(options.KeyFile), options.KeyFile) })
                yield return Useless(setting, value, options, "Ssl or SaslSsl");
        }
    }

    private static string? Useless(string setting, string value, KafkaOptions options, string use) =>
        value.Length == 0 ? null : $"Kafka:{setting} is set, and Kafka:SecurityProtocol is {options.SecurityProtocol}, which has no use for it; set {use}.";

    private static bool NeedsUser(SaslMechanism mechanism) =>
        mechanism is SaslMechanism.Plain or SaslMechanism.ScramSha256 or SaslMechanism.ScramSha512;

    private static string? Topic(string setting, string topic) =>
        topic.Length <= MaxTopicLength && topic is not ("." or "..") && topic.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? null
            : $"Kafka:{setting} is no name of a topic: up to {MaxTopicLength} letters, digits, dots, dashes and underscores.";

    private static string? Exists(string setting, string file) =>
        file.Length == 0 || File.Exists(file) ? null : $"Kafka:{setting} is {file}; there is no such file.";

    private static string? Range(string setting, int value, int least, int most) => value >= least && value <= most
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"Kafka:{setting} is {value}; it must be from {least} to {most}.");
}
