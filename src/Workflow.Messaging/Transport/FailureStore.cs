using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.DeadLetters;
using Workflow.Messaging.Lanes;
using Workflow.Messaging.Outbox;
using Workflow.Messaging.Relay;

namespace Workflow.Messaging.Transport;

/// <summary>Writes down what failed at a consumer: another try after a wait, or a dead letter.</summary>
internal sealed class FailureStore(NpgsqlDataSource dataSource, IOptions<RelayOptions> options, ILogger<FailureStore> logger)
{
    // The row may be there still: it goes only with its consumer's commit, which did not happen.
    private const string TryAgain =
        """
        INSERT INTO messaging.outbox (message_id, order_id, destination, message_type, body, headers, owner, created_at, attempts, next_at, last_error)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, now(), $7, now() + make_interval(secs => $8), $9)
        ON CONFLICT (message_id) DO UPDATE
        SET owner = NULL, attempts = greatest(outbox.attempts + 1, excluded.attempts), next_at = excluded.next_at, last_error = excluded.last_error
        """;

    /// <summary>Returns when the failure is committed.</summary>
    internal async Task StoreAsync(MessageFailure failure, CancellationToken cancellationToken)
    {
        var attempts = failure.Message.Attempts + 1;
        RelayMetrics.Failed(1);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (failure.IsLasting || failure.Message.OrderId is null || attempts >= options.Value.MaxAttempts)
        {
            await DeadLetterTable.StoreAsync(connection, failure, cancellationToken);
            RelayLog.DeadLetter(
                logger, failure.Message.MessageId, failure.Message.MessageType, failure.Message.OrderId, MessageBodies.TraceIdOf(failure.Message.Body), attempts, failure.Error);
            return;
        }
        await using var command = new NpgsqlCommand(TryAgain, connection);
        AddParameters(command.Parameters, failure, attempts);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void AddParameters(NpgsqlParameterCollection parameters, MessageFailure failure, int attempts)
    {
        var wait = Backoff.After(attempts, options.Value.BackoffBaseSeconds, options.Value.BackoffCapSeconds, 0.2, Random.Shared.NextDouble());
        parameters.AddValue(failure.Message.MessageId, NpgsqlDbType.Uuid);
        parameters.AddValue(failure.Message.OrderId!.Value, NpgsqlDbType.Uuid);
        parameters.AddValue(OutboxRow.QueuePrefix + failure.Message.Queue, NpgsqlDbType.Text);
        parameters.AddValue(failure.Message.MessageType, NpgsqlDbType.Text);
        parameters.AddValue(failure.Message.Body, NpgsqlDbType.Bytea);
        parameters.AddValue((object?)failure.Message.Headers ?? DBNull.Value, NpgsqlDbType.Text);
        parameters.AddValue(attempts, NpgsqlDbType.Integer);
        parameters.AddValue(wait.TotalSeconds, NpgsqlDbType.Double);
        parameters.AddValue(failure.Error, NpgsqlDbType.Text);
    }
}
