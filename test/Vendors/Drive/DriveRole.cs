namespace Archivolt.Vendors.Drive;

/// <summary>What an account may do with a file; members of a shared drive are readers or writers of what is on it.</summary>
public enum DriveRole
{
    Reader,
    Writer,
    Owner,
}
