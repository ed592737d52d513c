using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workflow.Host.Serve;
using Workflow.Tests.House;
using YamlDotNet.RepresentationModel;

namespace Workflow.Tests.Deployment;

/// <summary>
/// What can be said of compose file, manifests and Dockerfile without Docker and without a cluster: neither runs here. They are
/// parsed, and held against the host itself: the settings that it reads, its paths, and how long it takes to stop.
/// </summary>
public sealed partial class When_the_deployment_is_read
{
    private static readonly string[] Manifests =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "deploy/kubernetes"), "*.yaml").Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    private static readonly YamlMappingNode Compose = Yaml.Documents("docker-compose.yml").Single();

    private static IEnumerable<YamlMappingNode> Objects => Manifests.SelectMany(Yaml.Documents);

    private static IEnumerable<YamlNode> PodSpecs => Objects.Where(one => one.Text("kind") is "Deployment" or "Job").Select(one => one.At("spec.template.spec")!);

    private static IEnumerable<YamlNode> Containers => PodSpecs.SelectMany(pod => pod.Items("containers"));

    [Fact]
    public void Should_pin_every_image()
    {
        var images = Compose.Fields("services").Select(service => service.Value.Text("image"))
            .Concat(Containers.Select(container => container.Text("image")))
            .Concat(From().Matches(Repository.Text("deploy/Dockerfile")).Select(match => match.Groups[1].Value).Where(image => image.Contains(':')))
            .OfType<string>().ToList();

        Assert.True(images.Count >= 12);
        Assert.All(images, image => Assert.Matches(@":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", image));
    }

    [Fact]
    public void Should_set_nothing_that_the_host_does_not_know()
    {
        var known = Key().Matches(Repository.Text("docs/configuration.md")).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = ComposeSettings().Concat(KubernetesSettings()).Select(setting => setting.Name.Replace("__", ":", StringComparison.Ordinal)).Distinct().ToList();

        Assert.True(used.Count >= 12);
        Assert.DoesNotContain(used, key => !known.Contains(key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_start_with_these_settings(bool isCompose)
    {
        var authorities = Path.GetTempFileName();
        var settings = (isCompose ? ComposeSettings() : KubernetesSettings()).ToDictionary(
            setting => setting.Name.Replace("__", ":", StringComparison.Ordinal),
            setting => setting.Name == "RabbitMq__Tls__CaFile" ? authorities : setting.Value);
        try
        {
            var builder = WebApplication.CreateBuilder();
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection(settings);
            using var app = WorkflowApplication.Build(builder, "Host=/nowhere");
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            Assert.True(app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout > TimeSpan.Zero);
        }
        finally
        {
            File.Delete(authorities);
        }
    }

    [Fact]
    public void Should_give_the_host_the_time_that_it_takes_to_stop()
    {
        var limit = ShutdownLimit();
        foreach (var pod in PodSpecs.Where(pod => pod.Items("containers").Any(container => container.At("lifecycle") is not null)))
        {
            var pause = int.Parse(pod.Items("containers").Single().Items("lifecycle.preStop.exec.command").Last().ToString(), CultureInfo.InvariantCulture);
            Assert.True(int.Parse(pod.Text("terminationGracePeriodSeconds")!, CultureInfo.InvariantCulture) > pause + limit);
        }
        foreach (var host in new[] { "host1", "host2" })
            Assert.True(int.Parse(Compose.Text($"services.{host}.stop_grace_period")!.TrimEnd('s'), CultureInfo.InvariantCulture) > limit);
    }

    [Fact]
    public void Should_run_without_rights_on_a_file_system_that_is_read_only()
    {
        Assert.All(PodSpecs, pod => Assert.Equal("true", pod.Text("securityContext.runAsNonRoot")));
        Assert.All(Containers, container =>
        {
            Assert.Equal("true", container.Text("securityContext.readOnlyRootFilesystem"));
            Assert.Equal("false", container.Text("securityContext.allowPrivilegeEscalation"));
            Assert.Equal("ALL", Assert.Single(container.Items("securityContext.capabilities.drop")).ToString());
        });
        foreach (var service in new[] { "host1", "host2", "migrate", "gateway" })
            Assert.Equal("true", Compose.Text($"services.{service}.read_only"));
        Assert.Contains("\nUSER $APP_UID\n", Repository.Text("deploy/Dockerfile"));
    }

    [Fact]
    public void Should_probe_paths_that_the_host_has()
    {
        var served = Repository.Text("src/Workflow.Host/Serve/Health.cs");
        var probed = Containers.SelectMany(container => new[] { "startupProbe", "livenessProbe", "readinessProbe" }.Select(probe => container.Text(probe + ".httpGet.path")))
            .OfType<string>().Append(HealthPath().Match(Repository.Text("deploy/Dockerfile")).Groups[1].Value).ToList();

        Assert.Equal(4, probed.Count);
        Assert.All(probed, path => Assert.Contains($"MapHealthChecks(\"{path}\"", served));
    }

    [Fact]
    public void Should_take_every_secret_by_reference_and_name_them_all()
    {
        var offered = Objects.Where(one => one.Text("kind") == "Secret")
            .SelectMany(secret => secret.Fields("stringData").Select(field => $"{secret.Text("metadata.name")}/{field.Name}")).ToHashSet();
        var wanted = Containers.SelectMany(container => container.Items("env")).Select(one => one.At("valueFrom.secretKeyRef"))
            .Select(reference => $"{reference.Text("name")}/{reference.Text("key")}").ToList();

        Assert.True(wanted.Count >= 5);
        Assert.DoesNotContain(wanted, name => !offered.Contains(name));
        Assert.DoesNotContain(Objects.Where(one => one.Text("kind") == "ConfigMap").SelectMany(one => one.Fields("data")), field =>
            field.Name.Contains("Uri") || field.Name.Contains("Key") || field.Name.Contains("Secret") || field.Name.Contains("ConnectionString"));
    }

    [Fact]
    public void Should_select_pods_that_there_are_and_keep_a_canary_apart()
    {
        var pods = Objects.Where(one => one.Text("kind") == "Deployment").ToDictionary(one => one.Text("metadata.name")!, one => Labels(one, "spec.template.metadata.labels"));
        Assert.All(Objects.Where(one => one.Text("kind") == "Deployment"), one =>
        {
            var selected = Labels(one, "spec.selector.matchLabels");
            Assert.Subset(pods[one.Text("metadata.name")!], selected);
            // Only a selector with the track can tell a canary's pods from those of the stable version.
            Assert.Contains("track=stable", selected);
        });
        Assert.All(Objects.Where(one => one.Text("kind") == "PodDisruptionBudget"), one => Assert.Contains(pods.Values, Labels(one, "spec.selector.matchLabels").IsSubsetOf));
        // Of the canary there are services, but no deployment: that is a copy of the stable one.
        Assert.All(Objects.Where(one => one.Text("kind") == "Service" && one.Text("spec.selector.track") != "canary"), one =>
            Assert.Contains(pods.Values, Labels(one, "spec.selector").IsSubsetOf));

        static HashSet<string> Labels(YamlNode one, string path) => [.. one.Fields(path).Select(label => $"{label.Name}={label.Value}")];
    }

    [Fact]
    public void Should_scale_what_is_deployed_by_queues_and_metrics_that_there_are()
    {
        var scaled = Objects.Single(one => one.Text("kind") == "ScaledObject");

        Assert.Contains(Objects, one => one.Text("kind") == "Deployment" && one.Text("metadata.name") == scaled.Text("spec.scaleTargetRef.name"));
        Assert.All(scaled.Items("spec.triggers").Select(trigger => trigger.Text("metadata.queueName")).OfType<string>(), queue =>
            Assert.Contains(queue, new[] { "order-saga", "stock", "payment", "shipment" }));
        var metric = Metric().Match(scaled.Items("spec.triggers").Select(trigger => trigger.Text("metadata.query")).OfType<string>().Single()).Value;
        Assert.Contains(metric.Replace('_', '.'), Repository.Text("src/Workflow.Messaging/Telemetry/MessagingQueries.cs"));
        Assert.Contains(Objects, one => one.Text("kind") == "PodDisruptionBudget");
        Assert.Contains(Objects, one => one.Text("kind") == "NetworkPolicy");
    }

    private static int ShutdownLimit() =>
        int.Parse(Shutdown().Match(Repository.Text("src/Workflow.Host/Serve/WorkflowApplication.cs")).Groups[1].Value, CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, string? Value)> ComposeSettings() =>
        Compose.Fields("services.host1.environment").Select(field => (field.Name, ((YamlScalarNode)field.Value).Value));

    private static IEnumerable<(string Name, string? Value)> KubernetesSettings() =>
    [
        .. Objects.Where(one => one.Text("kind") == "ConfigMap").SelectMany(one => one.Fields("data")).Select(field => (field.Name, ((YamlScalarNode)field.Value).Value)),
        .. Containers.SelectMany(container => container.Items("env")).DistinctBy(one => one.Text("name")).Select(one => (one.Text("name")!, SecretOf(one.At("valueFrom.secretKeyRef")))),
    ];

    private static string? SecretOf(YamlNode? reference) =>
        Objects.Single(one => one.Text("kind") == "Secret" && one.Text("metadata.name") == reference.Text("name"))
            .Fields("stringData").Single(field => field.Name == reference.Text("key")).Value.ToString();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex From();

    [GeneratedRegex(@"`([A-Z][A-Za-z]*(?::[A-Za-z]+)*)`")]
    private static partial Regex Key();

    [GeneratedRegex(@"GET (\S+) HTTP")]
    private static partial Regex HealthPath();

    [GeneratedRegex("workflow_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"ShutdownLimit = TimeSpan\.FromSeconds\((\d+)\)")]
    private static partial Regex Shutdown();
}
