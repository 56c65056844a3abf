using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Archivolt.WebDav;

/// <summary>LOCK and UNLOCK (RFC 4918 §9.10, §9.11): the lock of a document, held by tokens. It is one user's; a shared one is shared by programs of that user.</summary>
internal sealed class LockMethods(ResourceTree tree, LockGuard locks, Places places, SavesByRename saves, LiveProperties live, DocumentEditor editor, IOptions<WebDavOptions> options, TimeProvider clock)
{
    private const int MaxNote = 2000;

    public async Task LockAsync(DavCall call)
    {
        if (await DavBody.ReadAsync(call.Context) is not { } body)
        {
            await RefreshAsync(call);
            return;
        }
        var token = TokenOf(call, body);
        var resource = await tree.FindAsync(call, call.Path);
        var isNew = resource.Document is null;
        await CheckFreeAsync(call, resource, token);
        var document = resource.Document ?? await MakeAsync(call, resource);
        await HoldAsync(call, document, token, EditOptions.Default);
        await ConfirmAsync(call, document, token);
        call.Context.Response.Headers[Dav.LockTokenHeader] = $"<{token.Value}>";
        await AnswerAsync(call, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    public async Task UnlockAsync(DavCall call)
    {
        var value = call.Header(Dav.LockTokenHeader);
        if (value is not ['<', .. { Length: > 0 } token, '>'])
            throw RequestException.BadRequest("The header Lock-Token is to name the token, as in <urn:uuid:…>.");
        var resource = await tree.GetAsync(call);
        if (locks.TokensOf(resource).FirstOrDefault(held => held.Token.Value == token) is not ({ } holder, _, _))
            throw DavRefusal.OtherToken(StatusCodes.Status409Conflict);
        await editor.ReleaseLockAsync(call.Principal, holder, token);
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // An empty file, which its program fills (§7.3).
    private async Task<Document> MakeAsync(DavCall call, Resource resource)
    {
        var missed = await saves.MissedAsync(call, resource);
        return await saves.ReturnAsync(call, resource, missed, await places.MakeAsync(call, resource, "File"));
    }

    // The lock may lie on a folder above.
    private async Task RefreshAsync(DavCall call)
    {
        var resource = await tree.GetAsync(call);
        if (locks.TokensOf(resource).FirstOrDefault(held => call.Tokens.Contains(held.Token.Value) && held.Lock.Owner == call.Principal.Name) is not ({ } holder, _, { } token))
            throw DavRefusal.OtherToken(StatusCodes.Status412PreconditionFailed);
        await HoldAsync(call, holder, token with { Expires = clock.GetUtcNow() + TimeOf(call) },
            new EditOptions { Condition = present => locks.HeldOf(present)?.Tokens.Any(held => held.Value == token.Value) is true });
        await AnswerAsync(call, StatusCodes.Status200OK);
    }

    private async Task HoldAsync(DavCall call, Document document, LockToken token, EditOptions terms)
    {
        try
        {
            await editor.HoldLockAsync(call.Principal, document, token, terms);
        }
        catch (DocumentException exception) when (exception.Error == DocumentError.Conflict)
        {
            throw DavRefusal.Conflicting(call.Url.Of(DavPath.Of(document), isFolder: false));
        }
    }

    // Of two locks that were taken at the same time, above and below one another, at most one stays.
    private async Task ConfirmAsync(DavCall call, Document document, LockToken token)
    {
        try
        {
            await CheckFreeAsync(call, await tree.FindAsync(call, call.Path), token);
        }
        catch
        {
            await editor.ReleaseLockAsync(call.Principal, document, token.Value);
            throw;
        }
    }

    // The document's own lock is asked in its transaction.
    private async Task CheckFreeAsync(DavCall call, Resource resource, LockToken token)
    {
        foreach (var (holder, held, present) in locks.TokensOf(resource))
            Check(holder, held, present);
        if (!token.IsDeep || !resource.IsFolder)
            return;
        await foreach (var locked in locks.LockedBelowAsync(resource.Document!, call.Cancelled))
        {
            if (locked.Lock!.Owner != call.Principal.Name || locks.HeldOf(locked)!.Tokens.Any(present => !IsShareable(present)))
                throw DavRefusal.Conflicting(call.Url.Of(await locks.ShownAsync(call, locked, resource), isFolder: false));
        }

        void Check(Document holder, DocumentLock held, LockToken present)
        {
            if (present.Value != token.Value && (held.Owner != call.Principal.Name || !IsShareable(present)))
                throw DavRefusal.Conflicting(call.Url.Of(DavPath.Of(holder), isFolder: false));
        }

        bool IsShareable(LockToken present) => present.IsShared && token.IsShared;
    }

    private LockToken TokenOf(DavCall call, XElement body)
    {
        var scope = body.Element(Dav.Name("lockscope"))?.Elements().FirstOrDefault()?.Name;
        if (body.Name != Dav.Name("lockinfo") || scope != Dav.Name("exclusive") && scope != Dav.Name("shared") || body.Element(Dav.Name("locktype"))?.Element(Dav.Name("write")) is null)
            throw RequestException.BadRequest("The body of LOCK is an element 'lockinfo' of the namespace 'DAV:' with a scope, exclusive or shared, and the type write.");
        if (call.Depth == Depth.One)
            throw RequestException.BadRequest("LOCK takes Depth 0 or infinity.");
        var note = body.Element(Dav.Name("owner"))?.ToString(SaveOptions.DisableFormatting);
        return new LockToken($"urn:uuid:{Guid.NewGuid()}", clock.GetUtcNow() + TimeOf(call))
        {
            IsShared = scope == Dav.Name("shared"),
            IsDeep = call.Depth != Depth.Zero,
            Note = note?.Length <= MaxNote ? note : null,
        };
    }

    // The first that can be read of what is wished for (§10.7), and never longer than is allowed.
    private TimeSpan TimeOf(DavCall call)
    {
        var most = options.Value.MaxLockTime;
        foreach (var wish in call.Header(Dav.TimeoutHeader).Split(',', StringSplitOptions.TrimEntries))
        {
            if (wish.StartsWith("Second-", StringComparison.OrdinalIgnoreCase) && uint.TryParse(wish.AsSpan("Second-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0)
                return TimeSpan.FromSeconds(Math.Min(seconds, most.TotalSeconds));
        }
        return most;
    }

    private async Task AnswerAsync(DavCall call, int status)
    {
        var resource = await tree.GetAsync(call);
        using var made = new MemoryStream();
        using (var xml = XmlWriter.Create(made, Dav.XmlSettings))
        {
            xml.WriteStartElement(Dav.Prefix, "prop", Dav.Namespace);
            live.Write(xml, call, resource, "lockdiscovery");
        }
        call.Context.Response.StatusCode = status;
        call.Context.Response.ContentType = Dav.MediaType;
        await call.Context.Response.Body.WriteAsync(made.GetBuffer().AsMemory(0, (int)made.Length), call.Cancelled);
    }
}
