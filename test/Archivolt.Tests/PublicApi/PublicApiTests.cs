using Archivolt.Blobs;
using Archivolt.PublicApi;
using Archivolt.Testing;

namespace Archivolt.Tests.PublicApi;

public sealed class ArchivoltApiTests() : PublicApiContract(typeof(BlobKey).Assembly);

public sealed class TestingApiTests() : PublicApiContract(typeof(BlobStoreContract).Assembly);
