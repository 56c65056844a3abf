using Archivolt.PublicApi;

namespace Archivolt.AspNetCore.Tests;

public sealed class PublicApiTests() : PublicApiContract(typeof(ArchivoltEndpoints).Assembly);
