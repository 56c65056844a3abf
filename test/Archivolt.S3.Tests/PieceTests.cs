namespace Archivolt.S3;

/// <summary>Which pieces of a write in several steps the server can put together.</summary>
public sealed class PieceTests
{
    [Theory]
    [InlineData(10_000, 5 << 20, 1, true)]
    [InlineData(10_001, 5 << 20, 1, false)]
    [InlineData(2, 5 << 20, 5 << 20, true)]
    [InlineData(2, (5 << 20) - 1, 5 << 20, false)]
    public void Pieces_are_joined_where_they_can_be_parts(int count, long length, long last, bool expected) =>
        S3Writes.CanBeJoined([.. Enumerable.Repeat(length, count - 1), last]).ShouldBe(expected);
}
