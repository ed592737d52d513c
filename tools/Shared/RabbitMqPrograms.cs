namespace Workflow.Tools;

/// <summary>
/// Where the programs of RabbitMQ and Erlang are. Not the ones in the path: Debian puts wrappers there that change to
/// the system's account and its data.
/// </summary>
internal static class RabbitMqPrograms
{
    private const string Home = "/usr/lib/rabbitmq";

    public static string Server() => Candidates().FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("RabbitMQ is not installed (on Debian: apt-get install rabbitmq-server).");

    public static string Epmd() => Erlang("epmd");

    /// <summary>Speaks to a node within milliseconds; <c>rabbitmqctl</c> starts a virtual machine for each command.</summary>
    public static string ErlCall() => Erlang("erl_call");

    private static IEnumerable<string> Candidates()
    {
        yield return $"{Home}/bin/rabbitmq-server";
        if (Directory.Exists($"{Home}/lib"))
        {
            foreach (var version in Directory.GetDirectories($"{Home}/lib", "rabbitmq_server-*").OrderDescending(StringComparer.Ordinal))
                yield return $"{version}/sbin/rabbitmq-server";
        }
        yield return "/opt/rabbitmq/sbin/rabbitmq-server";
    }

    private static string Erlang(string program)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':').Append("/usr/lib/erlang/bin").Where(Path.IsPathRooted).Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{program} of Erlang is not installed (on Debian: apt-get install erlang-base).");
    }
}
