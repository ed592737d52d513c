using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workflow.Scenarios.Integrators;

/// <summary>What an integrator does: takes the packages from a feed, copies the examples of their READMEs, and runs the tests.</summary>
public sealed partial class When_the_packages_are_used_elsewhere : IDisposable
{
    // Referenced from the bottom up; each is packed as it was built with these tests.
    private static readonly string[] Packages = ["Workflow.Contracts", "Workflow.Messaging", "Workflow.Orchestrator", "Workflow.Testing"];

    private static readonly string Root = FindRoot();
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    // Outside of the repository, so that none of its settings reach it; a version of its own, so that no cache has it.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflow-elsewhere-");
    private readonly string _version = $"0.0.0-test{DateTime.UtcNow.Ticks}";

    [Fact]
    public async Task Should_run_the_examples_green()
    {
        await PackAsync();
        CheckPackages();
        WriteProject();

        var restore = await RunAsync("restore");
        // No feed, nothing to learn; anything else is a fault of ours.
        Assert.SkipWhen(restore.Contains("NU1301", StringComparison.Ordinal), $"The package feed cannot be reached: {FirstLine(restore, "NU1301")}");
        var build = await RunAsync("build", "--no-restore", "-c", "Release", "-v", "q");
        Assert.DoesNotContain("error", build, StringComparison.Ordinal);
        var run = await RunAsync(Path.Combine("bin", "Release", "net10.0", "Elsewhere.dll"), "-noLogo", "-noColor", "-xml", "results.xml");

        var summary = Summary().Match(run);
        Assert.True(summary.Success, run);
        Assert.Equal(("2", "0", "0", "0"), (summary.Groups[1].Value, summary.Groups[2].Value, summary.Groups[3].Value, summary.Groups[4].Value));
        var scenario = TimeOf("When_the_card_is_declined");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"The runner reports {scenario.TotalMilliseconds:0} ms for the scenario; the first one of the process took {Measured().Match(run).Groups[1].Value}.");
        Assert.True(scenario < TimeSpan.FromSeconds(1), $"The runner reports {scenario} for the scenario.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task PackAsync()
    {
        foreach (var package in Packages)
        {
            var output = await RunAsync(
                "pack", Path.Combine(Root, "src", package), "-c", Configuration, "--no-build", "--no-restore", "-o", Path.Combine(_folder.FullName, "feed"), $"-p:PackageVersion={_version}", "-v", "q");
            Assert.True(File.Exists(PathOf(package)), output);
        }
    }

    private void CheckPackages()
    {
        foreach (var package in Packages)
        {
            using var archive = ZipFile.OpenRead(PathOf(package));
            var metadata = XDocument.Load(archive.GetEntry($"{package}.nuspec")!.Open()).Root!.Elements().Single();
            string? Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
            Assert.Equal("Apache-2.0", Value("license"));
            Assert.NotEqual("Package Description", Value("description"));
            Assert.NotNull(archive.GetEntry($"lib/net10.0/{package}.xml"));
            if (package is "Workflow.Contracts" or "Workflow.Testing")
                Assert.NotNull(archive.GetEntry(Value("readme")!));
            if (package is "Workflow.Contracts")
            {
                Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName is "dependency" or "frameworkReference");
                Assert.NotNull(archive.GetEntry("schema/workflow.proto"));
                Assert.NotNull(archive.GetEntry("schema/json/submit-order.v1.schema.json"));
            }
        }
    }

    private void WriteProject()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(cache);
        Write("NuGet.config", """<configuration><packageSources><add key="local" value="feed" /></packageSources></configuration>""");
        Write("Directory.Build.props", "<Project />");
        // Its packages lie in its own folder: nothing of this version stays on the machine. The rest comes from the machine's folder, if it is there.
        Write("Elsewhere.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <PackageReference Include="Workflow.Contracts" Version="{_version}" />
                <PackageReference Include="Workflow.Testing" Version="{_version}" />
                <PackageReference Include="xunit.v3" Version="3.2.2" />
              </ItemGroup>
            </Project>
            """);
        Write("When_the_card_is_declined.cs", ExampleOf("Workflow.Testing"));
        Write("Payments.cs", ExampleOf("Workflow.Contracts"));
        // The first scenario of a process has all of MassTransit compiled while it runs. That is the start of the process, and no scenario's
        // time: it is done before the tests, and told apart.
        Write("WarmStart.cs", """
            using System.Diagnostics;
            using Xunit;

            [assembly: AssemblyFixture(typeof(WarmStart))]

            public sealed class WarmStart : IAsyncLifetime
            {
                public async ValueTask InitializeAsync()
                {
                    var since = Stopwatch.GetTimestamp();
                    await new When_the_card_is_declined().Should_put_the_goods_back_and_reject_the_order();
                    Console.WriteLine($"MEASURED {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms;");
                }

                public ValueTask DisposeAsync() => ValueTask.CompletedTask;
            }
            """);
        Write("When_payment_answers.cs", """
            using Workflow.Contracts;
            using Xunit;

            public sealed class When_payment_answers
            {
                [Fact]
                public void Should_answer_in_the_form_of_the_command()
                {
                    var command = new AuthorizePayment { OrderId = Guid.NewGuid(), MessageId = Guid.NewGuid(), TraceId = "t", BusinessType = "NORMAL", Attempt = 1, Amount = 5, Currency = "GBP" };
                    var sent = ContractEncoding.Encode(command, new(ContractForm.Protobuf));
                    var answer = Payments.Answer(sent.MessageType, sent.Body, sent.ContentType, sent.ContentEncoding);
                    Assert.Equal(("payment-authorized.v1", "application/x-protobuf"), (answer.MessageType, answer.ContentType));
                    Assert.Equal(5, ContractBinary.Decode<PaymentAuthorized>(answer.Body).Amount);
                }
            }
            """);
    }

    /// <summary>What the runner reports for the one test of a class.</summary>
    private TimeSpan TimeOf(string type)
    {
        var test = XDocument.Load(Path.Combine(_folder.FullName, "results.xml")).Descendants("test").Single(test => (string?)test.Attribute("type") == type);
        Assert.Equal("Pass", (string?)test.Attribute("result"));
        return TimeSpan.FromSeconds((double)test.Attribute("time")!);
    }

    private static string ExampleOf(string package) =>
        Example().Match(File.ReadAllText(Path.Combine(Root, "src", package, "README.md"))).Groups[1].Value;

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    private string PathOf(string package) => Path.Combine(_folder.FullName, "feed", $"{package}.{_version}.nupkg");

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        // A compile server would outlive the test.
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return await output + await errors;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string FirstLine(string text, string with) => text.Split('\n').FirstOrDefault(line => line.Contains(with, StringComparison.Ordinal))?.Trim() ?? "";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Workflow.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("MEASURED ([^;]*)")]
    private static partial Regex Measured();

    [GeneratedRegex(@"Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+), Not Run: \d+, Time: (\S+)")]
    private static partial Regex Summary();
}
