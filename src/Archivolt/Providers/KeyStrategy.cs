using Archivolt.Blobs;

namespace Archivolt.Providers;

/// <summary>Whose blob is written; key strategies that name content after its document need it.</summary>
/// <param name="Repository">Repository of the document.</param>
/// <param name="DocumentId">Id of the document.</param>
/// <param name="XPath">The platform's low-level path of the property: <c>content</c>, <c>files/0/file</c>.</param>
public sealed record BlobOwner(string Repository, string DocumentId, string XPath);

/// <summary>How a provider names what it stores.</summary>
public abstract record KeyStrategy
{
    private KeyStrategy() { }

    /// <summary>The strategy's name in configurations: <c>digest</c>, <c>document</c> or <c>managed</c>; <c>opaque</c> for keyed digests.</summary>
    public abstract string Name { get; }

    /// <summary>True when equal content has equal keys, so that it is kept once and never replaced.</summary>
    public abstract bool Deduplicates { get; }

    /// <summary>True when only content of a document can be written, and <see cref="KeyBeforeContent"/> fails without an owner.</summary>
    public virtual bool NeedsOwner => false;

    /// <summary>The algorithm used for the digest that is computed while writing.</summary>
    public abstract DigestAlgorithm Algorithm { get; }

    /// <summary>The key where it is known before the content is read; null when it is the content's digest.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/> when the strategy needs an owner and has none.</exception>
    public abstract string? KeyBeforeContent(BlobSource source, BlobOwner? owner);

    /// <summary>The key of content that has none before it is read.</summary>
    public virtual string KeyOf(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return digest.Hex;
    }

    /// <summary>The digest that a key of this strategy promises of its content; null when it promises none.</summary>
    public virtual Digest? DigestOf(string key) => Deduplicates ? Digest.OfKey(key) : null;

    /// <summary>
    /// True when the strategy may have made this key. What a store holds under another one was put there by somebody else: it is left alone.
    /// </summary>
    public virtual bool MayHaveMade(string key) => true;

    /// <summary>True when nobody else makes keys of this form, so that a collection may take what has it. Otherwise it is left alone.</summary>
    public virtual bool HasCertainlyMade(string key) => MayHaveMade(key);

    /// <summary>True when only this very content can have the key, so that whoever refers to the key refers to the content for good.</summary>
    public bool IdentifiesContent(string key) => Deduplicates || DigestOf(key) is not null;

    /// <summary>The key is the content's digest.</summary>
    public sealed record ByDigest(DigestAlgorithm HashAlgorithm) : KeyStrategy
    {
        /// <inheritdoc/>
        public override string Name => "digest";

        /// <inheritdoc/>
        public override bool Deduplicates => true;

        /// <inheritdoc/>
        public override DigestAlgorithm Algorithm => HashAlgorithm;

        /// <inheritdoc/>
        public override string? KeyBeforeContent(BlobSource source, BlobOwner? owner) => null;

        /// <inheritdoc/>
        public override bool MayHaveMade(string key) => Digest.OfKey(key) is not null;
    }

    /// <summary>
    /// The key is a keyed digest of the content's digest: equal content is kept once, and names tell nothing to who does not have the key.
    /// </summary>
    /// <param name="HashAlgorithm">The algorithm of the content's digest.</param>
    /// <param name="Conceal">Makes the key, always the same one for a digest, and never anything that looks like a digest itself.</param>
    public sealed record ByKeyedDigest(DigestAlgorithm HashAlgorithm, Func<Digest, string> Conceal) : KeyStrategy
    {
        /// <inheritdoc/>
        public override string Name => "opaque";

        /// <inheritdoc/>
        public override bool Deduplicates => true;

        /// <inheritdoc/>
        public override DigestAlgorithm Algorithm => HashAlgorithm;

        /// <inheritdoc/>
        public override string? KeyBeforeContent(BlobSource source, BlobOwner? owner) => null;

        /// <inheritdoc/>
        public override string KeyOf(Digest digest) => Conceal(digest);
    }

    /// <summary>
    /// The key is the document's id for the main blob (<c>content</c>), and otherwise the id, <c>-</c> and the path, such as <c>id-files-0-file</c>, with
    /// <c>_</c> for <c>:</c> and <c>-</c> for <c>/</c>. Writing for the same owner again replaces the content. This is the platform's record mode.
    /// </summary>
    public sealed record ByDocument(DigestAlgorithm HashAlgorithm) : KeyStrategy
    {
        /// <inheritdoc/>
        public override string Name => "document";

        /// <inheritdoc/>
        public override bool Deduplicates => false;

        /// <inheritdoc/>
        public override bool NeedsOwner => true;

        /// <inheritdoc/>
        public override DigestAlgorithm Algorithm => HashAlgorithm;

        /// <inheritdoc/>
        public override string? KeyBeforeContent(BlobSource source, BlobOwner? owner) => owner switch
        {
            null => throw new BlobException(BlobError.InvalidKey,
                "This provider names content after its document: write it through a document, not directly."),
            { XPath: "content" } => owner.DocumentId,
            _ => $"{owner.DocumentId}-{owner.XPath.Replace(':', '_').Replace('/', '-')}",
        };

        /// <inheritdoc/>
        public override bool MayHaveMade(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            return !key.Contains('.', StringComparison.Ordinal);
        }

        // Documents of the platform may have ids of other forms: their content is served, but a file such as README looks the same.
        /// <inheritdoc/>
        public override bool HasCertainlyMade(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            const int length = 36;
            return key.Length >= length && (key.Length == length || key[length] == '-') && Guid.TryParseExact(key.AsSpan(0, length), "D", out _);
        }
    }

    /// <summary>
    /// A blob that already has a key somewhere keeps it (without provider prefix and <c>@version</c>); other content falls to the inner strategy.
    /// </summary>
    public sealed record Managed(KeyStrategy Inner) : KeyStrategy
    {
        /// <inheritdoc/>
        public override string Name => "managed";

        /// <inheritdoc/>
        public override bool Deduplicates => false;

        /// <inheritdoc/>
        public override bool NeedsOwner => Inner.NeedsOwner;

        /// <inheritdoc/>
        public override DigestAlgorithm Algorithm => Inner.Algorithm;

        /// <inheritdoc/>
        public override string KeyOf(Digest digest) => Inner.KeyOf(digest);

        /// <inheritdoc/>
        public override Digest? DigestOf(string key) => Inner.DigestOf(key);

        /// <inheritdoc/>
        public override string? KeyBeforeContent(BlobSource source, BlobOwner? owner)
        {
            ArgumentNullException.ThrowIfNull(source);
            if (source.StoredAt is not { } stored)
                return Inner.KeyBeforeContent(source, owner);
            var version = stored.Key.IndexOf('@', StringComparison.Ordinal);
            return version < 0 ? stored.Key : stored.Key[..version];
        }
    }

    /// <summary>Somebody else names the content, as where files of a folder are only referred to; nothing can be written.</summary>
    public sealed record Foreign(DigestAlgorithm HashAlgorithm) : KeyStrategy
    {
        /// <inheritdoc/>
        public override string Name => "foreign";

        /// <inheritdoc/>
        public override bool Deduplicates => false;

        /// <inheritdoc/>
        public override bool NeedsOwner => true;

        /// <inheritdoc/>
        public override DigestAlgorithm Algorithm => HashAlgorithm;

        /// <inheritdoc/>
        public override string? KeyBeforeContent(BlobSource source, BlobOwner? owner) =>
            throw new BlobException(BlobError.ReadOnly,
                "Writing a blob is not supported: this provider only refers to content that somebody else names.");
    }
}
