namespace Archivolt.Renditions;

/// <summary>A program that may be installed or not.</summary>
/// <param name="name">Its file name on the search path.</param>
/// <param name="package">What to install, for people.</param>
internal sealed class ExternalProgram(string name, string package)
{
    private volatile string? _path;

    /// <summary>First pages of PDF files as pictures.</summary>
    public static ExternalProgram PdfToPpm { get; } = new("pdftoppm", "poppler-utils");

    /// <summary>Text of PDF files.</summary>
    public static ExternalProgram PdfToText { get; } = new("pdftotext", "poppler-utils");

    /// <summary>PDF files as HTML.</summary>
    public static ExternalProgram PdfToHtml { get; } = new("pdftohtml", "poppler-utils");

    /// <summary>Pages of PDF files, each as a file.</summary>
    public static ExternalProgram PdfSeparate { get; } = new("pdfseparate", "poppler-utils");

    /// <summary>PDF files joined to one.</summary>
    public static ExternalProgram PdfUnite { get; } = new("pdfunite", "poppler-utils");

    /// <summary>Frames of videos.</summary>
    public static ExternalProgram Ffmpeg { get; } = new("ffmpeg", "ffmpeg");

    /// <summary>Office documents as PDF, HTML and text.</summary>
    public static ExternalProgram Office { get; } = new("soffice", "libreoffice");

    /// <summary>Sets the limits of other programs.</summary>
    public static ExternalProgram Prlimit { get; } = new("prlimit", "util-linux");

    /// <summary>Takes the network and the files of the server from other programs.</summary>
    public static ExternalProgram Unshare { get; } = new("unshare", "util-linux");

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Where it is; null when it is not installed. A program that is installed later is found.</summary>
    public string? Path => _path ??= Find();

    /// <summary>Why it cannot run; null when it can.</summary>
    public string? Obstacle => Path is null ? $"the program '{name}' is not installed (package {package})" : null;

    private string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
