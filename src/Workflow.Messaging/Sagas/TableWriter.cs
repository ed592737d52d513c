using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Messaging.Sagas;

/// <summary>
/// Set-based writes of one entity type, derived from EF Core's model: table, columns, converters and key are said once,
/// in the model, and a batch of any size is one statement with an array a column.
/// </summary>
public sealed class TableWriter<TEntity>
    where TEntity : class
{
    private readonly Column[] _columns;
    private readonly string _key;
    private readonly string _insert;
    private readonly string _update;
    private readonly string _delete;
    private readonly Column[] _deleteBy;

    /// <summary>Reads the model once.</summary>
    /// <exception cref="InvalidOperationException">The entity is not mapped, or has a type that no array parameter can carry.</exception>
    public TableWriter(IModel model)
    {
        var entity = model.FindEntityType(typeof(TEntity))
            ?? throw new InvalidOperationException($"{typeof(TEntity).Name} is not part of the EF Core model.");
        var table = $"{Quote(entity.GetSchema() ?? "public")}.{Quote(entity.GetTableName()!)}";
        var store = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        _columns = [.. entity.GetProperties().Select(property => Column.Create(property, property.GetColumnName(store)!))];

        var keyName = entity.FindPrimaryKey()!.Properties[0].GetColumnName(store)!;
        var key = Quote(keyName);
        _insert = $"INSERT INTO {table} ({Names(_columns)}) {Rows(_columns)}";
        _key = key;
        var changes = string.Join(", ", _columns.Where(column => !column.IsKey).Select(column => $"{Quote(column.Name)} = u.{Quote(column.Name)}"));
        var version = entity.GetProperties().FirstOrDefault(property => property.IsConcurrencyToken)?.GetColumnName(store);
        var guard = version is null ? "" : $" AND t.{Quote(version)} = u.{Quote(version)} - 1";
        _update = $"UPDATE {table} t SET {changes} FROM ({Rows(_columns)}) AS u WHERE t.{key} = u.{key}{guard}";
        _deleteBy = [.. _columns.Where(column => column.Name == keyName || column.Name == version)];
        var seen = string.Join(" AND ", _deleteBy.Select(column => $"t.{Quote(column.Name)} = u.{Quote(column.Name)}"));
        _delete = $"DELETE FROM {table} t USING ({Rows(_deleteBy)}) AS u WHERE {seen}";
    }

    /// <summary>Inserts; the reader sees the first key column of each row that was not there yet, unless all are (<see cref="SqlBatch.AddInsert"/>).</summary>
    public void AddInsert(SqlBatch sql, IReadOnlyList<TEntity> rows, Func<NpgsqlDataReader, CancellationToken, Task> read) =>
        AddRows(sql.AddInsert(_insert, _key, read), _columns, rows);

    /// <summary>Updates rows whose stored version is one below the entity's; the reader sees the keys of those, unless all are (<see cref="SqlBatch.AddChange"/>).</summary>
    public void AddUpdate(SqlBatch sql, IReadOnlyList<TEntity> rows, Func<NpgsqlDataReader, CancellationToken, Task> read) =>
        AddChange(sql, (_update, _columns), rows, read);

    /// <summary>Deletes rows whose stored version is the entity's; the reader sees the keys of those, unless all are.</summary>
    public void AddDelete(SqlBatch sql, IReadOnlyList<TEntity> rows, Func<NpgsqlDataReader, CancellationToken, Task> read) =>
        AddChange(sql, (_delete, _deleteBy), rows, read);

    private void AddChange(
        SqlBatch sql, (string Text, Column[] Columns) change, IReadOnlyList<TEntity> rows, Func<NpgsqlDataReader, CancellationToken, Task> read)
    {
        var parameters = sql.AddChange(change.Text, $"t.{_key}", change.Columns.Length + 1, read);
        AddRows(parameters, change.Columns, rows);
        if (sql.IsHopeful)
            parameters.AddValue((long)rows.Count, NpgsqlDbType.Bigint);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Names(Column[] columns) => string.Join(", ", columns.Select(column => Quote(column.Name)));

    // Each array by itself, and not FROM unnest of all of them, which would first store all the rows in the server's memory.
    private static string Rows(Column[] columns) =>
        "SELECT " + string.Join(", ", columns.Select((column, i) => $"unnest(${i + 1}::{column.StoreType}[]) AS {Quote(column.Name)}"));

    private static void AddRows(NpgsqlParameterCollection parameters, Column[] columns, IReadOnlyList<TEntity> rows)
    {
        foreach (var column in columns)
            column.AddArray(parameters, rows);
    }

    private abstract class Column(string name, string storeType, bool isKey)
    {
        internal string Name => name;

        internal string StoreType => storeType;

        internal bool IsKey => isKey;

        internal abstract void AddArray(NpgsqlParameterCollection parameters, IReadOnlyList<TEntity> rows);

        internal static Column Create(IProperty property, string name)
        {
            var converter = property.GetTypeMapping().Converter;
            var entity = Expression.Parameter(typeof(TEntity));
            Expression value = Expression.MakeMemberAccess(entity, (MemberInfo?)property.PropertyInfo ?? property.FieldInfo!);
            if (converter is not null)
                value = Expression.Invoke(converter.ConvertToProviderExpression, value);
            var getter = Expression.Lambda(value, entity).Compile();
            var storeType = property.GetColumnType();
            var type = typeof(Column<>).MakeGenericType(typeof(TEntity), value.Type);
            return (Column)Activator.CreateInstance(type, name, storeType, property.IsPrimaryKey(), getter)!;
        }
    }

    private sealed class Column<TValue>(string name, string storeType, bool isKey, Func<TEntity, TValue> getter) : Column(name, storeType, isKey)
    {
        private readonly NpgsqlDbType _type = storeType switch
        {
            "uuid" => NpgsqlDbType.Uuid,
            "text" => NpgsqlDbType.Text,
            "integer" => NpgsqlDbType.Integer,
            "bigint" => NpgsqlDbType.Bigint,
            "boolean" => NpgsqlDbType.Boolean,
            "bytea" => NpgsqlDbType.Bytea,
            "jsonb" => NpgsqlDbType.Jsonb,
            "timestamp with time zone" or "timestamptz" => NpgsqlDbType.TimestampTz,
            _ when storeType.StartsWith("numeric", StringComparison.Ordinal) => NpgsqlDbType.Numeric,
            _ => throw new InvalidOperationException($"Column {name} has type {storeType}, which no array parameter is known for."),
        };

        internal override void AddArray(NpgsqlParameterCollection parameters, IReadOnlyList<TEntity> rows) => parameters.AddColumn(rows, getter, _type);
    }
}
