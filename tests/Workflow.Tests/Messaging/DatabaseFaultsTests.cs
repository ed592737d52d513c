using System.Net.Sockets;
using Npgsql;
using Workflow.Messaging.Lanes;

namespace Workflow.Tests.Messaging;

public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.QueryCanceled)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    [InlineData(PostgresErrorCodes.ConnectionFailure)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.OutOfMemory)]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.IoError)]
    public void Should_pass(string sqlState) => Assert.True(DatabaseFaults.IsTransient(Refused(sqlState)));

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.CheckViolation)]
    [InlineData(PostgresErrorCodes.NotNullViolation)]
    [InlineData(PostgresErrorCodes.NumericValueOutOfRange)]
    [InlineData(PostgresErrorCodes.CharacterNotInRepertoire)]
    [InlineData(PostgresErrorCodes.UndefinedTable)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData(PostgresErrorCodes.ProgramLimitExceeded)]
    public void Should_stay(string sqlState) => Assert.False(DatabaseFaults.IsTransient(Refused(sqlState)));

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull, true)]
    [InlineData(PostgresErrorCodes.InternalError, true)]
    [InlineData(PostgresErrorCodes.DataCorrupted, true)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    public void Should_be_the_servers_and_not_the_works(string sqlState, bool isServers) =>
        Assert.Equal(isServers, DatabaseFaults.IsServers(Refused(sqlState)));

    public static TheoryData<Exception> Broken { get; } =
    [
        new NpgsqlException("Exception while reading from stream", new IOException()),
        new NpgsqlException("The operation has timed out", new TimeoutException()),
        new TimeoutException(),
        new IOException(),
        new SocketException(),
        new OperationCanceledException(),
        new TaskCanceledException(),
        // As Entity Framework Core wraps them.
        new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", new NpgsqlException()),
        new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", Refused(PostgresErrorCodes.AdminShutdown)),
    ];

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Broken))]
    public void Should_pass_when_the_connection_is_at_fault(Exception error) => Assert.True(DatabaseFaults.IsTransient(error));

    public static TheoryData<Exception> Mistakes { get; } =
    [
        new InvalidOperationException(),
        new ArgumentException(),
        new InvalidCastException(),
        new NullReferenceException(),
        new SagaConflictException(Guid.Empty),
        new InvalidOperationException("A mistake.", new FormatException()),
    ];

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Mistakes))]
    public void Should_stay_when_the_code_is_at_fault(Exception error) => Assert.False(DatabaseFaults.IsTransient(error));

    private static PostgresException Refused(string sqlState) => new("refused", "ERROR", "ERROR", sqlState);
}
