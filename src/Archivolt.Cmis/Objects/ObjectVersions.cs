using Archivolt.Documents.Editing;

namespace Archivolt.Cmis.Objects;

/// <summary>The versions of documents: the document as it is now, and the states that were kept of it.</summary>
internal sealed class ObjectVersions(ObjectFinder objects, DocumentVersions versions)
{
    /// <summary>All versions of the series that an object is in, the newest first; the document itself is the newest.</summary>
    public async Task<IReadOnlyList<CmisObject>> AllAsync(CmisCall call, CmisObject found)
    {
        var series = await SeriesOfAsync(call, found);
        var all = new List<CmisObject> { series };
        foreach (var version in (await versions.ListAsync(series.Document, call.Cancelled)).Reverse())
        {
            if (await objects.ShownAsync(call, version) is { } shown)
                all.Add(shown);
        }
        return all;
    }

    /// <summary>The newest version: the document itself, or the last one that began a whole number.</summary>
    /// <exception cref="CmisException">There is none.</exception>
    public async Task<CmisObject> LatestAsync(CmisCall call, CmisObject found, bool isMajor) => isMajor
        ? (await AllAsync(call, found)).FirstOrDefault(version => version.IsMajor) ?? throw CmisException.Nothing("major version of", found.Series.Id)
        : await SeriesOfAsync(call, found);

    /// <summary>What a client means that asks for the <c>latest</c> or <c>latestmajor</c> version of an object by its id.</summary>
    public Task<CmisObject> ReturnedAsync(CmisCall call, CmisObject found, string? returnVersion) => returnVersion switch
    {
        null or "this" => Task.FromResult(found),
        "latest" => found.IsFolder ? Task.FromResult(found) : LatestAsync(call, found, isMajor: false),
        "latestmajor" => found.IsFolder ? Task.FromResult(found) : LatestAsync(call, found, isMajor: true),
        _ => throw CmisException.InvalidArgument("The parameter 'returnVersion' is this, latest or latestmajor."),
    };

    private async Task<CmisObject> SeriesOfAsync(CmisCall call, CmisObject found)
    {
        if (found.IsFolder)
            throw CmisException.InvalidArgument("A folder has no versions.");
        return found.Document.IsVersion ? await objects.GetAsync(call, found.Series.Id) : found;
    }
}
