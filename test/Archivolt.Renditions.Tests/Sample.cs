using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetVips;

namespace Archivolt.Renditions.Tests;

/// <summary>Files to convert, made here.</summary>
internal static class Sample
{
    /// <summary>A red picture.</summary>
    public static byte[] Picture(int width, int height, string format)
    {
        using var image = (Image.Black(width, height, bands: 3) + new double[] { 200, 20, 20 }).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return image.WriteToBuffer(format);
    }

    /// <summary>A red square that is transparent.</summary>
    public static byte[] TransparentPicture(int side)
    {
        using var image = (Image.Black(side, side, bands: 4) + new double[] { 200, 20, 20, 0 }).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return image.WriteToBuffer(".png");
    }

    /// <summary>Width, height and the colour of the first pixel.</summary>
    public static (int Width, int Height, double[] First) Look(byte[] picture)
    {
        using var image = Image.NewFromBuffer(picture);
        return (image.Width, image.Height, image.Getpoint(0, 0));
    }

    /// <summary>A PNG file of less than a hundred bytes that claims to be as large as this.</summary>
    public static byte[] HollowPng(uint width, uint height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 0);
        Chunk(file, "IHDR", header);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write([0]);
        Chunk(file, "IDAT", data.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A PDF file whose pages all show the same line.</summary>
    public static byte[] Pdf(int pages, string line)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages} /Kids [{string.Concat(Enumerable.Range(0, pages).Select(page => $"{5 + page} 0 R "))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        var drawing = $"BT /F1 24 Tf 72 700 Td ({line}) Tj ET";
        objects.Add($"<< /Length {drawing.Length} >>\nstream\n{drawing}\nendstream");
        objects.AddRange(Enumerable.Repeat(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>", pages));
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var index = 0; index < objects.Count; index++)
        {
            offsets.Add(text.Length);
            text.Append($"{index + 1} 0 obj\n{objects[index]}\nendobj\n");
        }
        var table = text.Length;
        text.Append($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            text.Append($"{offset:D10} 00000 n \n");
        text.Append($"trailer << /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(content));
        file.Write(number);
    }

    // PNG specification, annex D.
    private static uint Crc32(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var each in content)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
