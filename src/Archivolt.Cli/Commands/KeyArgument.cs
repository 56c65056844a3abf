using System.CommandLine;
using Archivolt.Blobs;

namespace Archivolt.Cli.Commands;

/// <summary>The argument KEY, <c>provider:key</c>.</summary>
internal static class KeyArgument
{
    public static Argument<BlobKey> Create() => new("KEY")
    {
        Description = "The blob's key with its provider, as 'put' and 'ls' print it: provider:key.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            try
            {
                var key = BlobKey.Parse(text);
                if (key.Provider is null)
                    result.AddError($"The key '{text}' names no provider; write 'provider:key', such as 'default:{text}'.");
                return key;
            }
            catch (BlobException exception)
            {
                result.AddError(exception.Message);
                return default;
            }
        },
    };
}
