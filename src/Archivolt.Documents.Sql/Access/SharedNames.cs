using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Access;

/// <summary>Names of users and groups: permissions name both alike, so that no user and group share one.</summary>
internal static class SharedNames
{
    /// <summary>Lets nobody else make a user or a group of the name until the transaction ends: either looks for the other first.</summary>
    public static Task LockAsync(Database database, WriteSession session, string name) => database.LockAsync(session.Connection, $"user or group {name}");
}
