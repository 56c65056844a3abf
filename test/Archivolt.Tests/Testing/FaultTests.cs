using Archivolt.Blobs;
using Archivolt.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Testing;

public sealed class FaultTests
{
    [Fact]
    public void Faults_are_read_from_text() =>
        Fault.ParseAll("write: fail NoSpace after 64KiB once; open: FAIL unavailable 2 times; commit: fail IO on 3rd; read: cut after 5; stat: fail Timeout from 2nd;").ShouldBe(
        [
            Fault.Fail(FaultPoint.Write, BlobError.NoSpace, after: 65_536).Once(),
            Fault.Fail(FaultPoint.Open, BlobError.Unavailable) with { Times = 2 },
            Fault.Fail(FaultPoint.Commit, BlobError.IO) with { First = 3, Times = 1 },
            Fault.Cut(after: 5),
            Fault.Fail(FaultPoint.Stat, BlobError.Timeout) with { First = 2 },
        ]);

    [Theory]
    [InlineData("write", "write a colon after the operation")]
    [InlineData("wrte: fail IO", "'wrte' is none of Stat, Open")]
    [InlineData("3: fail IO", "'3' is none of Stat, Open")]
    [InlineData("write: explode", "'explode' is none of Fail, Cut, Flip")]
    [InlineData("write: fail Disk", "'Disk' is none of NotFound")]
    [InlineData("write: fail", "'' is none of NotFound")]
    [InlineData("write: flip", "only reading can be cut or flipped")]
    [InlineData("open: fail IO after 5", "only reading and writing have an 'after'")]
    [InlineData("read: fail IO after soon", "write a size such as")]
    [InlineData("open: fail IO 3", "say 'always', 'once'")]
    [InlineData("open: fail IO 0 times", "say 'always', 'once'")]
    [InlineData("open: fail IO on last", "write an occasion")]
    [InlineData("open: fail IO once more", "nothing was expected at 'more'")]
    public void What_is_not_understood_is_explained(string text, string hint) =>
        Should.Throw<FormatException>(() => Fault.Parse(text)).Message.ShouldContain(hint);

    [Fact]
    public void The_text_of_a_fault_reads_as_the_fault()
    {
        var faults = from point in Gen.Elements(Enum.GetValues<FaultPoint>())
                     from kind in point == FaultPoint.Read ? Gen.Elements(Enum.GetValues<FaultKind>()) : Gen.Constant(FaultKind.Fail)
                     from error in kind == FaultKind.Fail ? Gen.Elements(Enum.GetValues<BlobError>()) : Gen.Constant(BlobError.IO)
                     from after in point is FaultPoint.Read or FaultPoint.Write ? Gen.Choose(0, 1 << 20) : Gen.Constant(0)
                     from first in Gen.Choose(1, 30)
                     from times in Gen.Choose(0, 5)
                     select new Fault { Point = point, Kind = kind, Error = error, After = after, First = first, Times = times == 0 ? null : times };
        Prop.ForAll(faults.ToArbitrary(), fault => Fault.Parse(fault.ToString()) == fault).QuickCheckThrowOnFailure();
    }
}
