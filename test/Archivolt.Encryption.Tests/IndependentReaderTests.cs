using System.Diagnostics;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Encryption.Tests;

/// <summary>
/// The format outside of this implementation: recorded vectors that every later version must read, and <c>eng/read-encrypted.mjs</c>, a reader written
/// by the description alone.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class IndependentReaderTests : IDisposable
{
    private static readonly string Vectors = Path.Combine(AppContext.BaseDirectory, "vectors", "encrypted");

    private readonly TestDirectory _directory = new();

    public static TheoryData<int> Lengths => [0, 1, 1000, Sample.Segment, Sample.Segment + 1];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task The_vectors_are_read_with_the_key_and_with_the_password(int length)
    {
        var inner = new MemoryStore();
        await inner.PutAsync("archivolt-keyring-1", await File.ReadAllBytesAsync(Path.Combine(Vectors, "keyring.json")));
        await inner.PutAsync($"blob-{length}", await File.ReadAllBytesAsync(Path.Combine(Vectors, $"blob-{length}")));
        IMasterKey[] masters =
        [
            RawMasterKey.Parse(await File.ReadAllBytesAsync(Path.Combine(Vectors, "key.txt")), "key.txt"),
            new PasswordMasterKey((await File.ReadAllTextAsync(Path.Combine(Vectors, "password.txt"))).TrimEnd()),
        ];
        foreach (var master in masters)
        {
            var store = await Sample.EncryptAsync(inner, master);
            (await store.GetAsync($"blob-{length}")).ShouldBe(VectorContent(length));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task The_vectors_are_read_by_the_other_reader(int length)
    {
        var stored = Path.Combine(Vectors, $"blob-{length}");
        foreach (var (source, file) in new[] { ("--key-file", "key.txt"), ("--password-file", "password.txt") })
        {
            var (content, error) = await ReadAsync(Path.Combine(Vectors, "keyring.json"), source, Path.Combine(Vectors, file), stored, $"blob-{length}");
            error.ShouldBeEmpty();
            content.ShouldBe(VectorContent(length));
        }
    }

    [Fact]
    public async Task What_is_written_here_is_read_by_the_other_reader_and_what_was_changed_is_refused()
    {
        await File.WriteAllTextAsync(_directory["key"], Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()));
        await using var files = FileStore.Open(new FileStoreOptions { Path = _directory["store"], Layout = PathLayout.Flat });
        await using var store = await Sample.EncryptAsync(files);
        var content = Sample.Content(200_000);
        await ((Keyring)store.GetService(typeof(Keyring))!).RotateAsync();
        await store.PutAsync("blob", content);
        var (keyring, stored) = (_directory["store/data/archivolt-keyring-2"], _directory["store/data/blob"]);

        (await ReadAsync(keyring, "--key-file", _directory["key"], stored, "blob")).Content.ShouldBe(content);
        (await ReadAsync(keyring, "--key-file", _directory["key"], stored, "blob", "65530-131080")).Content.ShouldBe(content[65_530..131_081]);
        (await ReadAsync(keyring, "--key-file", _directory["key"], stored, "another")).Error.ShouldContain("belongs to another key");
        var bytes = await File.ReadAllBytesAsync(stored);
        bytes[100_000] ^= 1;
        await File.WriteAllBytesAsync(_directory["changed"], bytes);
        (await ReadAsync(keyring, "--key-file", _directory["key"], _directory["changed"], "blob")).Error.ShouldContain("was changed");
    }

    /// <summary>What the vectors hold: byte i is (31 i + length) mod 251.</summary>
    private static byte[] VectorContent(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(((31 * i) + length) % 251))];

    private static async Task<(byte[] Content, string Error)> ReadAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Script(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var node = StartOrExplain(start);
        using var content = new MemoryStream();
        var error = node.StandardError.ReadToEndAsync();
        await node.StandardOutput.BaseStream.CopyToAsync(content);
        await node.WaitForExitAsync();
        return (content.ToArray(), await error);
    }

    private static Process StartOrExplain(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException("This test needs Node.js 18 or later on the path: install it, on Debian by 'apt-get install nodejs'.", exception);
        }
    }

    private static string Script()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Archivolt.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return Path.Combine(directory.FullName, "eng", "read-encrypted.mjs");
    }
}
