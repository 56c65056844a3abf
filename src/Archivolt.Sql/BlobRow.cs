using System.Data.Common;
using System.Globalization;
using System.Text;
using Archivolt.Stores;

namespace Archivolt.Sql;

/// <summary>A row of a store's table: a key and where its content is.</summary>
/// <param name="Key">The key.</param>
/// <param name="Content">Names the content's rows.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Chunk">Bytes in each row but the last.</param>
/// <param name="Modified">Age, in ticks of UTC.</param>
/// <param name="Version">Counts the changes of the row.</param>
internal sealed record BlobRow(string Key, byte[] Content, long Length, int Chunk, long Modified, long Version)
{
    /// <summary>The columns, in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "content, length, chunk, modified, version";

    public static byte[] Bytes(string key) => Encoding.UTF8.GetBytes(key);

    /// <summary>Reads <see cref="Columns"/>, from a column on.</summary>
    public static BlobRow Read(string key, DbDataReader reader, int first = 0) => new(
        key, reader.GetFieldValue<byte[]>(first), reader.GetInt64(first + 1), reader.GetInt32(first + 2), reader.GetInt64(first + 3), reader.GetInt64(first + 4));

    public BlobStat ToStat() => new(
        Key, Length, new DateTimeOffset(Modified, TimeSpan.Zero), string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(Content)}.{Version}"));
}
