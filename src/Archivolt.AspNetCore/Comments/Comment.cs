using Archivolt.Documents;

namespace Archivolt.AspNetCore.Comments;

/// <summary>The document that a comment is.</summary>
internal static class Comment
{
    public const string Type = "Comment";
    public const string Name = "comment";

    public static readonly PropertyPath Author = PropertyPath.Parse("comment:author");
    public static readonly PropertyPath Text = PropertyPath.Parse("comment:text");
    public static readonly PropertyPath Created = PropertyPath.Parse("comment:creationDate");
    public static readonly PropertyPath Modified = PropertyPath.Parse("comment:modificationDate");
    public static readonly PropertyPath ParentId = PropertyPath.Parse("comment:parentId");

    public static bool Is(Document document) => document.Type == Type;
}
