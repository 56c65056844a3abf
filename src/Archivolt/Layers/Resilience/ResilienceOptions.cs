namespace Archivolt.Layers.Resilience;

/// <summary>How a <see cref="Resilient"/> store makes requests again.</summary>
public sealed record ResilienceOptions
{
    /// <summary>How often a request is made again; 0 for never.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long to wait before the first time; it doubles from then on, and varies. A store that says how long to wait is obeyed.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Nobody waits longer than this, whatever the store says.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take until its answer begins; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for as long as it takes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a read may stand still.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>Which part of the requests within <see cref="SamplingTime"/> must fail before nothing more is asked, above 0 and at most 1.</summary>
    public double FailureRatio { get; init; } = 0.8;

    /// <summary>How many requests there must be at least before they are counted, 2 or more.</summary>
    public int FewestRequests { get; init; } = 20;

    /// <summary>Over what time requests are counted.</summary>
    public TimeSpan SamplingTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is asked then.</summary>
    public TimeSpan BreakTime { get; init; } = TimeSpan.FromSeconds(10);
}
