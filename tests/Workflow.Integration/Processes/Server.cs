using System.Net.NetworkInformation;

namespace Workflow.Integration.Processes;

/// <summary>A program that listens at one address; after a kill it can be started again, as it was.</summary>
internal sealed class Server(string dll, Uri address, string readyPath, string[] arguments, params (string Name, string Value)[] secrets)
    : IAsyncDisposable
{
    public const string AdminKey = "of-the-tests";

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<TestProcess> _lives = [];

    public Uri Address => address;

    /// <summary>The process that runs, or ran last; null before the first.</summary>
    public TestProcess? Process => _lives.LastOrDefault();

    public static Server Gateway(string ledger, params string[] options)
    {
        var address = FreeAddress();
        return new Server(Programs.Gateway, address, "/faults", [$"--urls={Origin(address)}", $"--ledger={ledger}", .. options]);
    }

    /// <param name="gateway">Where it pays.</param>
    /// <param name="connectionString">Null for a private database, which an option then places.</param>
    /// <param name="options">Settings on the command line.</param>
    public static Server Host(Server gateway, string? connectionString, params string[] options)
    {
        var address = FreeAddress();
        return new Server(
            Programs.Host, address, "/health/ready", [$"--Urls={Origin(address)}", $"--Payment:GatewayUrl={Origin(gateway.Address)}", .. options],
            ("Admin__Key", AdminKey), ("ConnectionStrings__Workflow", connectionString ?? ""));
    }

    public static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    public async Task StartAsync()
    {
        _lives.Add(TestProcess.Start(dll, arguments, secrets));
        await Until.TrueAsync(IsReadyAsync, () => Task.FromResult($"{dll} is not ready:\n{Process!.Output}"));
    }

    public Task KillAsync() => Process!.KillAsync();

    public async Task<bool> IsReadyAsync()
    {
        Assert.False(Process!.HasEnded, $"{dll} ended by itself:\n{Process!.Output}");
        try
        {
            using var answer = await _http.GetAsync(readyPath);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // It does not listen yet, or its database takes long to say no.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var life in _lives)
        {
            await life.DisposeAsync();
            // Shown when the test has failed.
            TestContext.Current.TestOutputHelper?.WriteLine($"{dll} at {address}, process {life.Id}:\n{LastLinesOf(life)}");
        }
    }

    private static string LastLinesOf(TestProcess life) => string.Join('\n', life.Output.Split('\n').TakeLast(200));

    // Below the ports that the system gives to clients: while the server is dead, one of them could take its port, or
    // even connect to itself there.
    private static Uri FreeAddress()
    {
        const int First = 20_000, Behind = 32_000;
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        int port;
        do
            port = Random.Shared.Next(First, Behind);
        while (taken.Contains(port));
        return new Uri($"http://127.0.0.1:{port}");
    }
}
