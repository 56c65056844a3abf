using Archivolt.Blobs;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation;

/// <summary>What an operation is given to work on.</summary>
internal abstract record OperationInput
{
    /// <summary>No input.</summary>
    public static readonly OperationInput Nothing = new None();

    /// <summary>The input in a word, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>No input.</summary>
    public sealed record None : OperationInput
    {
        public override string Kind => "nothing";
    }

    /// <summary>Documents that the caller may read.</summary>
    /// <param name="Items">The documents.</param>
    /// <param name="IsList">True for a list, also of one.</param>
    public sealed record Documents(IReadOnlyList<Document> Items, bool IsList) : OperationInput
    {
        public override string Kind => "documents";
    }

    /// <summary>Content. Each is read before the next is asked for, since it may be on its way in the request.</summary>
    /// <param name="Items">The contents in order.</param>
    /// <param name="IsList">True for a list, also of one; null when several make it one.</param>
    public sealed record Blobs(IAsyncEnumerable<BlobSource> Items, bool? IsList) : OperationInput
    {
        public override string Kind => "files";

        /// <summary>True where the contents stand in the request: the answer begins only when they have been read, since many clients read nothing before they have sent all.</summary>
        public bool AreInRequest { get; init; }
    }
}
