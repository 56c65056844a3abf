using System.Data.Common;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>Short statements that run for every upload: prepared once, without an object mapper between.</summary>
internal static class PreparedRun
{
    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public static Task<int> RunAsync(this WriteSession session, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = session.Prepared(sql);
        if (command.Parameters.Count == 0)
        {
            foreach (var (name, _) in values)
                command.Parameters.Add(NewParameter(command, name));
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        return command.ExecuteNonQueryAsync();
    }

    private static DbParameter NewParameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        return parameter;
    }
}
