namespace Archivolt.Documents.Linked;

/// <summary>Section <c>Archivolt:LinkedAccounts</c>: how accounts of people at vendors are used. The vendors themselves are in <c>Archivolt:LinkedFiles</c>.</summary>
public sealed class LinkedAccountOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:LinkedAccounts";

    /// <summary>The file with the key that seals tokens (32 bytes), relative to the data home; every server of an installation has the same one. Default <c>linked.key</c>.</summary>
    public string KeyFile { get; set; } = "linked.key";

    /// <summary>How long what a vendor said of a file is believed, for each person; default one minute.</summary>
    public TimeSpan BelieveFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer that shows documents waits for vendors in all; default ten seconds. What they have not said by then is shown as unavailable.</summary>
    public TimeSpan WaitAtMost { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long before its end an access token is exchanged for a new one; default two minutes.</summary>
    public TimeSpan RefreshBefore { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often vendors are asked what changed; default five minutes.</summary>
    public TimeSpan ChangesEvery { get; set; } = TimeSpan.FromMinutes(5);
}
