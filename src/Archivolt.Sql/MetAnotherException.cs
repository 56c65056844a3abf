using System.Data.Common;

namespace Archivolt.Sql;

/// <summary>Another transaction took the key at the same moment; this one is run again and sees it.</summary>
internal sealed class MetAnotherException() : DbException("Another writer took the key at the same moment.");
