using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>
/// How much is made in the background at once. Each holds a connection to a store, and room on its disk, for as long as it is made; nobody takes all places from the others.
/// </summary>
internal sealed class MakingPlaces
{
    /// <summary>So many places are there.</summary>
    public const int Most = 16;

    /// <summary>So many of them one person has.</summary>
    public const int MostForOne = Most / 2;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<string> _owners = [];

    /// <summary>Takes a place, until <see cref="Leave"/>.</summary>
    /// <exception cref="RequestException">503: all are taken.</exception>
    public void Take(string owner)
    {
        lock (_lock)
        {
            if (_owners.Count >= Most)
                throw Taken($"{Most} files are being made for later already; try again in a moment.");
            if (_owners.FindAll(taken => taken == owner).Count >= MostForOne)
                throw Taken($"{MostForOne} files are being made for you already; try again in a moment.");
            _owners.Add(owner);
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(string owner)
    {
        lock (_lock)
            _owners.Remove(owner);
    }

    private static RequestException Taken(string message) => new(StatusCodes.Status503ServiceUnavailable, message) { RetryAfter = Wait };
}
