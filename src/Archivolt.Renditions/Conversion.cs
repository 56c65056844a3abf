using System.Globalization;

namespace Archivolt.Renditions;

/// <summary>One file on its way through a converter.</summary>
public sealed class Conversion
{
    private readonly BoundedProcess _processes;
    private int _files;

    internal Conversion(string input, string mediaType, IReadOnlyDictionary<string, string> parameters, string scratch, RenditionOptions limits)
    {
        Input = input;
        MediaType = mediaType;
        Parameters = parameters;
        Scratch = scratch;
        Limits = limits;
        _processes = new BoundedProcess(limits);
    }

    /// <summary>The file to convert; its name says nothing.</summary>
    public string Input { get; }

    /// <summary>Its media type without parameters, in lower case.</summary>
    public string MediaType { get; }

    /// <summary>What the caller wants, such as <c>width</c> and <c>height</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The folder of this conversion; it is removed with everything in it.</summary>
    public string Scratch { get; }

    /// <summary>What the conversion must stay within.</summary>
    public RenditionOptions Limits { get; }

    /// <summary>A path in the scratch folder that nothing has yet.</summary>
    /// <param name="extension">With the dot.</param>
    public string NewFile(string extension) => Path.Combine(Scratch, string.Create(CultureInfo.InvariantCulture, $"file{++_files}{extension}"));

    /// <summary>The same conversion for a file that another converter made.</summary>
    public Conversion Of(ConvertedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new Conversion(file.Path, file.MediaType, Parameters, Scratch, Limits) { _files = _files };
    }

    /// <summary>A whole number from the parameters.</summary>
    /// <exception cref="ConversionException">It is no whole number between the bounds.</exception>
    public int? Number(string parameter, int least, int most) => !Parameters.TryGetValue(parameter, out var text) || text.Length == 0 ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new ConversionException(ConversionError.InvalidParameter, $"'{parameter}' must be a whole number from {least} to {most}; it is '{text}'.");

    /// <summary>Cuts the file off behind its first bytes.</summary>
    internal async Task KeepBeginningAsync(long length, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Input, FileMode.Open, FileAccess.Write);
        if (file.Length > length)
            file.SetLength(length);
        await file.FlushAsync(cancellationToken);
    }

    internal Task RunAsync(ExternalProgram program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _processes.RunAsync(program, arguments, Scratch, cancellationToken);

    internal BoundedProcess Processes => _processes;
}
