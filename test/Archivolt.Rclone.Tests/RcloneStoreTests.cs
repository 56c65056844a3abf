using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Rclone;

/// <summary>Every promise of a store, through rclone.</summary>
public abstract class RcloneContract(string backend) : BlobStoreContract
{
    private TestPlace _place = null!;

    protected override IReadOnlyCollection<Type> Abilities => [typeof(IQuarantine), typeof(ICleansTempFiles), typeof(IOwnerRecord)];

    // They are the server's, or those of the machine that rclone runs on.
    protected override bool FollowsClock => false;

    protected override int ManyBlobs => 60;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _place = await TestPlace.CreateAsync(backend);
        return await _place.OpenAsync(clock);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_place is null)
            return;
        await base.DisposeAsync();
        await _place.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>On a disk, where renaming replaces.</summary>
public sealed class LocalStoreTests() : RcloneContract("local");

/// <summary>On OpenSSH, where it does not.</summary>
public sealed class SftpStoreTests() : RcloneContract("sftp");

/// <summary>On ProFTPD.</summary>
public sealed class FtpStoreTests() : RcloneContract("ftp");

/// <summary>On Apache, which rclone sends nothing to as it comes.</summary>
public sealed class WebDavStoreTests() : RcloneContract("webdav");

/// <summary>On OpenStack Swift by its own dialect: an object store.</summary>
public sealed class SwiftStoreTests() : RcloneContract("swift");
