namespace Archivolt.GoogleDrive;

/// <summary>How Google Drive is reached.</summary>
public sealed record GoogleDriveOptions
{
    /// <summary>Where Drive's API is (version 3), with a slash at its end.</summary>
    public Uri ApiUrl { get; init; } = new("https://www.googleapis.com/drive/v3/");

    /// <summary>Where Google says whose a token is (OpenID Connect).</summary>
    public Uri UserInfoUrl { get; init; } = new("https://openidconnect.googleapis.com/v1/userinfo");

    /// <summary>Where tokens are given back (RFC 7009).</summary>
    public Uri RevocationUrl { get; init; } = new("https://oauth2.googleapis.com/revoke");

    /// <summary>
    /// True to keep the revision of a file for ever in Drive when a version of its document is made, for which this server has to be allowed to change files. False (the default) copies the
    /// content into the version, and is content with reading. A revision that Drive does not keep, such as the 201st, is copied too.
    /// </summary>
    public bool KeepsRevisions { get; init; }

    /// <summary>A service account that administrators of a Google Workspace domain let act for its people; null for none.</summary>
    public ServiceAccountOptions? ServiceAccount { get; init; }
}

/// <summary>A service account of Google's.</summary>
public sealed record ServiceAccountOptions
{
    /// <summary>Its key file: JSON as Google's console gives it, or PKCS #12 with Google's usual password.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Its e-mail address, where the key file is PKCS #12 and does not say.</summary>
    public string? Email { get; init; }
}
