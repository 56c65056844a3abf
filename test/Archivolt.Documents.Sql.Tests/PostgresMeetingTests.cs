using Archivolt.Documents.Collection;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>Transactions that meet another one which is not committed yet.</summary>
public sealed class PostgresMeetingTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _database = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Of_two_moves_to_one_free_name_the_later_gets_a_suffix() =>
        (await (await MoveTwoAsync(exactName: false))).Path.ShouldStartWith("/target/name.");

    [Fact]
    public async Task Of_two_moves_to_one_free_name_that_is_to_be_exact_the_later_is_refused()
    {
        var later = await MoveTwoAsync(exactName: true);
        await Sample.RefusesAsync(DocumentError.NameTaken, () => later);
    }

    // The later one.
    private async Task<Task<Document>> MoveTwoAsync(bool exactName)
    {
        var (node, faster) = (_database.Open(), await HeldNode.OpenAsync(_database));
        var root = await node.RootAsync();
        var target = await node.CreateAsync(root, "target", "Folder");
        var (one, other) = (await node.CreateAsync(root, "one"), await node.CreateAsync(root, "other"));
        var first = faster.Node.Documents.MoveAsync("default", one.Id, target.Id, "name");
        await faster.Reached;
        var second = node.Documents.MoveAsync("default", other.Id, target.Id, "name", exactName: exactName);
        await WaitsOrEndsAsync(second);
        faster.Release();
        (await first).Path.ShouldBe("/target/name");
        return second;
    }

    [Fact]
    public async Task What_is_created_below_a_child_while_a_tree_is_moved_goes_with_it()
    {
        var node = _database.Open();
        var root = await node.RootAsync();
        var target = await node.CreateAsync(root, "target", "Folder");
        var folder = await node.CreateAsync(root, "folder", "Folder");
        var (early, late) = (await node.CreateAsync(folder, "a", "Folder"), await node.CreateAsync(folder, "b", "Folder"));
        // The mover locks one child after the other, in the order of their paths, and waits at each.
        var (atEarly, atLate, below) = (await HeldNode.OpenAsync(_database), await HeldNode.OpenAsync(_database), await HeldNode.OpenAsync(_database));
        var child = atEarly.Node.CreateAsync(early, "child", "Folder");
        var bystander = atLate.Node.CreateAsync(late, "bystander");
        await Task.WhenAll(atEarly.Reached, atLate.Reached);
        var moving = node.Documents.MoveAsync("default", folder.Id, target.Id, "moved");
        await WaitsOrEndsAsync(moving);
        // It saw the tree without this child, which is committed while it waits at the next.
        atEarly.Release();
        var grandchild = below.Node.CreateAsync(await child, "grandchild");
        await below.Reached;
        atLate.Release();
        await bystander;
        await WaitsOrEndsAsync(moving);
        below.Release();
        await Task.WhenAll(grandchild, moving);
        (await node.Documents.FindAsync("default", (await grandchild).Id))!.Path.ShouldBe("/target/moved/a/child/grandchild");
    }

    [Fact]
    public async Task A_deletion_waits_for_a_reservation_that_is_not_committed_and_restores_the_blob()
    {
        var (node, writer) = (_database.Open(), await HeldNode.OpenAsync(_database));
        await node.RootAsync();
        var condemned = node.Get<ICondemnedBlobs>();
        var reserving = writer.Node.Get<IUploadLedger>().ReserveAsync("default", "a").AsTask();
        await writer.Reached;
        await condemned.CondemnAsync("default", [new CollectionCandidate("a", 1, default)], CollectionReason.Unreferenced, TimeSpan.Zero);
        var purging = condemned.BeginPurgeAsync("default", ["a"], TimeSpan.FromMinutes(1));
        await WaitsOrEndsAsync(purging);
        writer.Release();
        await reserving;
        (await purging).ShouldBe([new PurgeStart(null, null, Restored: true)]);
    }

    [Fact]
    public async Task A_state_of_the_parent_that_is_a_condition_holds_until_the_child_is_there()
    {
        var (node, faster) = (_database.Open(), await HeldNode.OpenAsync(_database));
        var parent = await node.CreateAsync(await node.RootAsync(), "parent", "Folder");
        var update = faster.Node.Documents.UpdateAsync(parent);
        await faster.Reached;
        var creation = node.Documents.CreateAsync(
            new Document { Repository = "default", Id = "", ParentId = parent.Id, Name = "child", Path = "", Type = "File" }, parent.ChangeToken);
        await WaitsOrEndsAsync(creation);
        faster.Release();
        await update;
        await Sample.RefusesAsync(DocumentError.Conflict, () => creation);
    }

    // Who waits for a lock waits until this test releases it; nothing here depends on how long that takes.
    private async Task WaitsOrEndsAsync(Task task)
    {
        while (!task.IsCompleted && await _database.CountWaitingAsync() == 0)
            await Task.Yield();
    }

    /// <summary>A node whose first transaction stays open right before its commit.</summary>
    private sealed class HeldNode
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private bool _isHolding;

        private HeldNode(TestDatabase database) => Node = database.Open(configure: null, services =>
        {
            var present = services.Last(service => service.ServiceType == typeof(Database));
            services.AddSingleton<Database>(provider => new ObservedDatabase((Database)present.ImplementationFactory!(provider), _ =>
            {
                if (!Volatile.Read(ref _isHolding))
                    return Task.CompletedTask;
                _reached.TrySetResult();
                return _released.Task;
            }));
        });

        /// <summary>A node that is held from now on; its stores are open.</summary>
        public static async Task<HeldNode> OpenAsync(TestDatabase database)
        {
            var held = new HeldNode(database);
            await held.Node.Get<BlobManager>().EnsureOpenAsync();
            Volatile.Write(ref held._isHolding, true);
            return held;
        }

        public Node Node { get; }

        /// <summary>Completes when the transaction is open.</summary>
        public Task Reached => _reached.Task;

        public void Release() => _released.TrySetResult();
    }
}
