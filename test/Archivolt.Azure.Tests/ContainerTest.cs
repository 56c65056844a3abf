using Archivolt.RemoteStores;

namespace Archivolt.Azure;

/// <summary>Base of tests with a container of their own.</summary>
public abstract class ContainerTest : RemoteStoreTest<TestContainer>
{
    protected TestContainer Container => Place;

    protected override async ValueTask<TestContainer> CreateAsync() => await TestContainer.CreateAsync();
}
