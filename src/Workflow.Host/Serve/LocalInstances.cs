using Npgsql;

namespace Workflow.Host.Serve;

/// <summary>
/// Instances on this machine that ended without leaving: with a private database their death can be seen at once
/// instead of after a timeout, so that a restart goes on without a pause.
/// </summary>
internal static class LocalInstances
{
    internal static async Task RemoveDeadAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        List<Guid> dead = [];
        await using (var select = dataSource.CreateCommand("SELECT instance_id, name FROM messaging.instance"))
        await using (var reader = await select.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (IsDead(reader.GetString(1)))
                    dead.Add(reader.GetGuid(0));
            }
        }
        await using var delete = dataSource.CreateCommand("DELETE FROM messaging.instance WHERE instance_id = ANY($1)");
        delete.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. dead] });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private static bool IsDead(string name)
    {
        var separator = name.LastIndexOf(':');
        return separator > 0 && name[..separator] == Environment.MachineName
            && int.TryParse(name[(separator + 1)..], out var processId)
            && (processId == Environment.ProcessId || !Directory.Exists($"/proc/{processId}"));
    }
}
