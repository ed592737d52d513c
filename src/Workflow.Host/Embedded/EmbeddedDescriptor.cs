using System.Text.Json;

namespace Workflow.Host.Embedded;

/// <summary>The file embedded.json in the data directory: how to reach the private PostgreSQL while it runs.</summary>
internal sealed record EmbeddedDescriptor(string ConnectionString, string ClusterDirectory, string BinDirectory, int Port)
{
    /// <summary>The file of a data directory.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "embedded.json");

    /// <summary>Writes the file, mode 0600 because the connection string carries the password.</summary>
    public void WriteTo(string dataDirectory) =>
        PrivateFiles.Write(PathIn(dataDirectory), JsonSerializer.Serialize(this, JsonSerializerOptions.Web));
}
