using Archivolt.PublicApi;

namespace Archivolt.Nuxeo.Tests;

public sealed class PublicApiTests() : PublicApiContract(typeof(NuxeoContributions).Assembly);
