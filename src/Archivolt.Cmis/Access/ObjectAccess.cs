using Archivolt.AspNetCore.Documents;
using Archivolt.Cmis.Objects;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.Cmis.Access;

/// <summary>Reads and changes who may do what with objects. What CMIS has no words for is not shown, and stays as it is.</summary>
internal sealed class ObjectAccess(ObjectFinder objects, IDocumentAccess access, IDocumentStore documents, DocumentEditor editor, TimeProvider clock)
{
    private const int MaxEntries = 1000;

    /// <summary>The access list of an object: its own entries, and those of the folders above it.</summary>
    public async Task<CmisAcl> OfAsync(CmisCall call, CmisObject found)
    {
        var acl = await DocumentAcl.LoadAsync(found.Document, access, documents, call.Cancelled);
        var (entries, isExact) = (new List<CmisAce>(), true);
        foreach (var (level, isDirect) in acl.Above.Select(above => (above.Entries, false)).Prepend((acl.Own, true)))
        {
            var counting = level.Where(entry => entry.CountsAt(clock.GetUtcNow())).ToList();
            isExact &= counting.TrueForAll(entry => IsPlain(entry) || entry.EndsInheritance) && counting.Count == level.Count;
            entries.AddRange(counting.Where(IsPlain).Select(entry => new CmisAce(entry.Grantee, CmisPermissions.NameOf(entry.Permission), isDirect)));
            if (counting.Exists(entry => entry.EndsInheritance))
                break;
        }
        return new CmisAcl([.. entries.Distinct()], isExact);
    }

    /// <summary>Adds entries to an object and removes others of its own; they count for all that is below.</summary>
    public async Task<CmisAcl> ApplyAsync(CmisCall call, CmisObject found, IReadOnlyList<CmisAce> added, IReadOnlyList<CmisAce> removed)
    {
        if (call.Parameters.Text("ACLPropagation") is not (null or "repositorydetermined" or "propagate"))
            throw CmisException.Constraint("Permissions count for all that is below an object here; leave the propagation to the repository.");
        return await SetAsync(call, found, own => own.Where(entry => !removed.Any(ace => Means(ace, entry))), added);
    }

    /// <summary>Makes the entries of an object be those that are given, as far as they are its own.</summary>
    public Task<CmisAcl> ReplaceAsync(CmisCall call, CmisObject found, IReadOnlyList<CmisAce> entries) =>
        SetAsync(call, found, own => own.Where(entry => !IsPlain(entry) || entries.Any(ace => Means(ace, entry))), [.. entries.Where(ace => ace.IsDirect)]);

    private async Task<CmisAcl> SetAsync(CmisCall call, CmisObject found, Func<IReadOnlyList<AccessEntry>, IEnumerable<AccessEntry>> keep, IReadOnlyList<CmisAce> added)
    {
        var own = await access.GetEntriesAsync(found.Document, call.Cancelled);
        var kept = keep(own).ToList();
        foreach (var ace in added.Where(ace => !kept.Exists(entry => Means(ace, entry))))
            kept.Add(new AccessEntry(ace.Principal, CmisPermissions.Of(ace.Permission)) { Creator = call.Principal.Name });
        if (kept.Count > MaxEntries)
            throw CmisException.Constraint($"An object has at most {MaxEntries} entries of its own.");
        // By the state that the entries were read with: of two who change them at once the later is refused.
        await editor.SetAccessAsync(call.Principal, found.Document, kept, new EditOptions { ChangeToken = found.Document.ChangeToken });
        return await OfAsync(call, await objects.GetAsync(call, found.Id));
    }

    private static bool IsPlain(AccessEntry entry) => entry is { Granted: true, Begin: null, End: null };

    private static bool Means(CmisAce ace, AccessEntry entry) =>
        IsPlain(entry) && string.Equals(ace.Principal, entry.Grantee, StringComparison.Ordinal) && ace.Permission == CmisPermissions.NameOf(entry.Permission);
}
