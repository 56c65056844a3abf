using System.Text;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Archivolt.AspNetCore.Uploads;
using Archivolt.Stores.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Tests.Documents;

/// <summary>What a client sends that no library would.</summary>
public sealed class HostileBodyTests
{
    [Theory]
    [InlineData("--B\r\nX: ", "a")]
    [InlineData("--B\r\n", "X: a\r\n")]
    [InlineData("--B\r\nContent-Disposition: form-data; name=a\r\n\r\ncontent\r\n--B\r\nX: ", "a")]
    [InlineData("", "a")]
    public async Task Headers_of_a_part_that_never_end_are_refused_before_they_are_held(string beginning, string repeated)
    {
        var body = new Endless(beginning, repeated);
        var form = new MultipartForm(MediaTypeHeaderValue.Parse("multipart/form-data; boundary=B"), body);

        (await Should.ThrowAsync<RequestException>(async () =>
        {
            while (await form.NextAsync(CancellationToken.None) is not null)
                continue;
        })).Status.ShouldBe(StatusCodes.Status400BadRequest);

        body.Given.ShouldBeLessThan(200_000);
    }

    [Theory]
    [InlineData("chunked", true)]
    [InlineData("gzip, chunked", false)]
    [InlineData("gzip", false)]
    public void Content_that_was_packed_for_the_transfer_is_not_taken_for_the_file(string coding, bool isTaken)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.TransferEncoding = coding;
        if (isTaken)
            BlobUpload.OpenBody(context, "a.txt").FileName.ShouldBe("a.txt");
        else
            Should.Throw<RequestException>(() => BlobUpload.OpenBody(context, "a.txt")).Status.ShouldBe(StatusCodes.Status501NotImplemented);
    }

    [Fact]
    public void A_chunk_whose_size_is_beyond_all_numbers_is_the_clients_fault() =>
        ErrorStatus.Of(new IOException("Bad chunk size data.", new OverflowException())).Status.ShouldBe(StatusCodes.Status400BadRequest);

    [Fact]
    public void Metadata_of_tus_is_ASCII_since_it_comes_back_in_a_header()
    {
        var headers = new HeaderDictionary { ["Upload-Length"] = "1", ["Upload-Metadata"] = "é aGk=" };
        Should.Throw<RequestException>(() => TusHeaders.FileOf(headers)).Status.ShouldBe(StatusCodes.Status400BadRequest);
    }

    private sealed class Endless(string beginning, string repeated) : ForwardReadStream
    {
        private readonly byte[] _beginning = Encoding.ASCII.GetBytes(beginning);
        private readonly byte[] _repeated = Encoding.ASCII.GetBytes(repeated);

        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Given > 10_000_000)
                throw new InvalidOperationException("Nobody stopped.");
            for (var i = 0; i < buffer.Length; i++, Given++)
                buffer.Span[i] = Given < _beginning.Length ? _beginning[Given] : _repeated[(Given - _beginning.Length) % _repeated.Length];
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
