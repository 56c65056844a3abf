namespace Archivolt.Stores;

/// <summary>Ability of stores whose blobs are files as they are, for a server in front that sends them.</summary>
internal interface ILocatesFiles
{
    /// <summary>Path of the file that holds a blob, whether or not it is there.</summary>
    string PathOf(string key);
}
