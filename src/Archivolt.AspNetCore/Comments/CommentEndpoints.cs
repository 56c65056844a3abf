using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Query;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Comments;

/// <summary>
/// What people say about a document, and replies: <c>…/@comment</c>. A comment is a document below the one that it is about, so it is read, replied to and deleted like one; its
/// author and administrators change it.
/// </summary>
internal static class CommentEndpoints
{
    private const int MaxText = 64 * 1024;

    public static void Map(DocumentRoutes routes)
    {
        var comments = routes.At("@comment", rest: true);
        comments.MapGet("", GetAsync).WithName("GetComments").WithSummary("The comments on a document, or one of them with /{id}.")
            .TakesPage().ProducesJson("CommentsOrComment").ProducesErrors(400, 403, 404);
        comments.MapPost("", CreateAsync).WithName("CreateComment").WithSummary("Comments on a document, or replies to a comment: {\"text\"}.")
            .TakesJson("""{"entity-type": "comment", "text!": "Well done."}""").ProducesJson("Comment", StatusCodes.Status201Created).ProducesErrors(400, 403, 404);
        comments.MapPut("", ChangeAsync).WithName("ChangeComment").WithSummary("Changes the text of a comment.")
            .TakesJson("""{"entity-type": "comment", "text!": "Well done."}""").ProducesJson("Comment").ProducesErrors(400, 403, 404);
        comments.MapDelete("", DeleteAsync).WithName("DeleteComment").WithSummary("Deletes a comment with its replies.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
    }

    private static async Task<IResult> GetAsync(DocumentRequest request, ReadableSearch search, IDocumentStore documents)
    {
        if (request.Address.Rest.Count > 0)
            return (await CommentJson.LoadAsync(await CommentOfAsync(request), documents, request.Context.RequestAborted)).Result();
        var page = Paging.Of(request.Context.Request);
        var ofDocument = new NxqlQuery([Comment.Type], new NxqlCondition.Comparison("ecm:parentId", NxqlOperator.Equal, [request.Document.Id], 0), []);
        var found = await search.FindAsync(request.Principal, request.Document.Repository, ofDocument, page.Offset, page.Size, request.Context.RequestAborted);
        var comments = new List<CommentJson>(found.Documents.Count);
        foreach (var comment in found.Documents)
            comments.Add(await CommentJson.LoadAsync(comment, documents, request.Context.RequestAborted));
        return new EntityResult("comments", writer =>
        {
            page.Write(writer, comments.Count, found.Total, found.HasMore);
            writer.WriteEntries(comments, (target, comment) => comment.Write(target));
        });
    }

    private static async Task<IResult> CreateAsync(DocumentRequest request, DocumentEditor editor, SchemaRegistry schemas, IDocumentStore documents, TimeProvider clock)
    {
        await request.RequireAsync(Permission.Write);
        if (schemas.Types.GetValueOrDefault(request.Document.Type)?.Facets.Contains("Commentable", StringComparer.Ordinal) is not true)
            throw RequestException.BadRequest($"Nobody comments on a document of type '{request.Document.Type}'.");
        var text = await TextAsync(request);
        var created = await editor.CreateAsync(request.Principal, request.Document, Comment.Name, Comment.Type, comment =>
        {
            comment.Properties.Set(Comment.Author, request.Principal.Name);
            comment.Properties.Set(Comment.Text, text);
            comment.Properties.Set(Comment.Created, clock.GetUtcNow());
            comment.Properties.Set(Comment.ParentId, request.Document.Id);
            return DocumentEditor.NoContents;
        });
        return (await CommentJson.LoadAsync(created, documents, request.Context.RequestAborted)).Result(StatusCodes.Status201Created);
    }

    private static async Task<IResult> ChangeAsync(DocumentRequest request, DocumentEditor editor, IDocumentStore documents, TimeProvider clock)
    {
        var comment = await CommentOfAsync(request);
        var text = await TextAsync(request);
        var changed = await editor.UpdateAsync(request.Principal, comment, present =>
        {
            present.Properties.Set(Comment.Text, text);
            present.Properties.Set(Comment.Modified, clock.GetUtcNow());
            return DocumentEditor.NoContents;
        });
        return (await CommentJson.LoadAsync(changed, documents, request.Context.RequestAborted)).Result();
    }

    private static async Task<IResult> DeleteAsync(DocumentRequest request, DocumentEditor editor)
    {
        await editor.DeleteAsync(request.Principal, await CommentOfAsync(request));
        return TypedResults.NoContent();
    }

    private static async Task<Document> CommentOfAsync(DocumentRequest request)
    {
        var id = request.Address.RestText.ToLowerInvariant();
        var comment = (await DocumentRequest.OfAsync(request.Context, new DocumentAddress(request.Document.Repository, id, null, null, []))).Document;
        return Comment.Is(comment) && comment.Path.StartsWith(request.Document.Path + "/", StringComparison.Ordinal)
            ? comment
            : throw RequestException.NotFound($"The document has no comment '{id}'.");
    }

    private static async Task<string> TextAsync(DocumentRequest request)
    {
        var text = (await JsonBody.ReadAsync(request.Context)).AsObject("A comment").Text("text");
        return !string.IsNullOrWhiteSpace(text) && text.Length <= MaxText ? text : throw RequestException.BadRequest($"A comment needs a 'text' of 1 to {MaxText} characters.");
    }
}
