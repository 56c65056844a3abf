using System.Text.Json;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Comments;

/// <summary>Writes a comment in the platform's JSON.</summary>
internal sealed class CommentJson
{
    private readonly Document _comment;
    private readonly long _replies;
    private readonly Document? _lastReply;

    private CommentJson(Document comment, long replies, Document? lastReply) => (_comment, _replies, _lastReply) = (comment, replies, lastReply);

    /// <summary>Reads what is said of its replies.</summary>
    public static async Task<CommentJson> LoadAsync(Document comment, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var (first, replies) = await documents.ListChildrenAsync(comment.Repository, comment.Id, 0, 1, cancellationToken);
        var last = replies <= 1 ? first : (await documents.ListChildrenAsync(comment.Repository, comment.Id, (int)Math.Min(replies - 1, int.MaxValue), 1, cancellationToken)).Page;
        return new CommentJson(comment, replies, last.Count == 0 ? null : last[0]);
    }

    public EntityResult Result(int status = StatusCodes.Status200OK) => new("comment", WriteFields, status);

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("entity-type"u8, "comment");
        WriteFields(writer);
    }

    private void WriteFields(Utf8JsonWriter writer)
    {
        writer.WriteString("id"u8, _comment.Id);
        writer.WriteString("parentId"u8, _comment.ParentId);
        writer.WriteString("author"u8, _comment.Properties.Get(Comment.Author) as string);
        writer.WriteString("text"u8, _comment.Properties.Get(Comment.Text) as string);
        writer.WriteString("creationDate"u8, DateOf(_comment, Comment.Created));
        writer.WriteString("modificationDate"u8, DateOf(_comment, Comment.Modified));
        writer.WriteNumber("numberOfReplies"u8, _replies);
        writer.WriteString("lastReplyDate"u8, _lastReply is null ? null : DateOf(_lastReply, Comment.Created));
    }

    private static string? DateOf(Document comment, PropertyPath path) => comment.Properties.Get(path) is DateTimeOffset date ? JsonDates.Format(date) : null;
}
