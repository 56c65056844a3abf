using System.Diagnostics;
using System.Globalization;

namespace Archivolt.Renditions.Tests;

/// <summary>A test picture that moves, by ffmpeg.</summary>
internal static class SampleVideo
{
    public static async Task<byte[]> MakeAsync(int seconds)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var process = Process.Start(ExternalProgram.Ffmpeg.Path!,
                ["-v", "error", "-nostdin", "-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"testsrc=size=320x240:rate=10:duration={seconds}"),
                    "-f", "mp4", "-y", path]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0);
            return await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
