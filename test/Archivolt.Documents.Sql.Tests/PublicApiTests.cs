using Archivolt.PublicApi;

namespace Archivolt.Documents.Sql.Tests;

public sealed class PublicApiTests() : PublicApiContract(typeof(SqlDocumentsOptions).Assembly);
