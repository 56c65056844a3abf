using System.Text;
using Archivolt.Blobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Renditions.Tests;

/// <summary>A service whose scratch folder must be empty after each test, whatever happened.</summary>
internal sealed class ConversionHome : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("renditions");

    public ConversionHome(Action<RenditionOptions>? configure = null, IReadOnlyList<IConverter>? converters = null)
    {
        var options = new RenditionOptions { ScratchPath = _scratch.FullName };
        configure?.Invoke(options);
        Service = new ConversionService(new ConverterRegistry(converters ?? StockConverters.All()), Options.Create(options));
    }

    public ConversionService Service { get; }

    public string Scratch => _scratch.FullName;

    public void Dispose()
    {
        Service.Dispose();
        var left = _scratch.GetFileSystemInfos().Select(entry => entry.Name).ToList();
        _scratch.Delete(recursive: true);
        left.ShouldBeEmpty();
    }

    /// <summary>Converts, or skips the test where the program that is needed is not installed.</summary>
    public Task<(byte[] Content, string MediaType)> ConvertAsync(
        string converter, string mediaType, byte[] content, params (string Name, string Value)[] parameters)
    {
        var found = Service.Converters.Find(converter);
        Assert.SkipWhen(found.FindObstacle(mediaType) is not null, found.FindObstacle(mediaType) ?? "");
        return Service.ConvertAsync(
            BlobSource.FromBytes(content), mediaType, found, parameters.ToDictionary(each => each.Name, each => each.Value),
            async file => (await File.ReadAllBytesAsync(file.Path), file.MediaType), TestContext.Current.CancellationToken);
    }

    public Task<(byte[] Content, string MediaType)> ConvertAsync(string converter, string mediaType, string text) =>
        ConvertAsync(converter, mediaType, Encoding.UTF8.GetBytes(text));

    public async Task<ConversionException> FailsAsync(
        ConversionError error, string converter, string mediaType, byte[] content, params (string Name, string Value)[] parameters)
    {
        var exception = await Should.ThrowAsync<ConversionException>(() => ConvertAsync(converter, mediaType, content, parameters));
        exception.Error.ShouldBe(error, exception.Message);
        exception.Message.ShouldNotContain(Scratch);
        return exception;
    }
}
