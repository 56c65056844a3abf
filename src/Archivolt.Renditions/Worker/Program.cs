using System.Globalization;

namespace Archivolt.Renditions.Worker;

/// <summary>
/// The worker process: one operation on one file. Whatever content of a stranger does to a decoder or a parser happens here, within the limits of the process.
/// </summary>
internal static class Program
{
    /// <summary>Arguments: OPERATION MAX-PIXELS INPUT OUTPUT, and the numbers that the operation needs.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments.Length < 4)
        {
            Console.Error.WriteLine("This program converts files for Archivolt and is started by it.");
            return WorkerExit.Usage;
        }
        var (operation, input, output) = (arguments[0], arguments[2], arguments[3]);
        try
        {
            if (TextOperations.Find(operation) is { } text)
                File.WriteAllText(output, text(File.ReadAllText(input)));
            else
                PictureOperations.Run(operation, long.Parse(arguments[1], CultureInfo.InvariantCulture), input, output,
                    [.. arguments.Skip(4).Select(number => int.Parse(number, CultureInfo.InvariantCulture))]);
            return 0;
        }
        catch (PictureTooLargeException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return WorkerExit.TooLarge;
        }
        catch (UnreadableTextException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
        catch (NetVips.VipsException exception)
        {
            Console.Error.WriteLine(exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : exception.Message);
            return 1;
        }
    }
}
