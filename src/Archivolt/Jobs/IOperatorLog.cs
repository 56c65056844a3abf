namespace Archivolt.Jobs;

/// <summary>Where it is recorded what people order of background work; implemented by what keeps an audit log.</summary>
public interface IOperatorLog
{
    /// <summary>Records an order, durably.</summary>
    Task WriteAsync(OperatorOrder order, CancellationToken cancellationToken = default);
}

/// <summary>Something that a person ordered.</summary>
/// <param name="Event">Name of the event, such as <c>migrationStart</c>.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Comment">What was ordered, for people.</param>
/// <param name="Details">What was ordered, for programs.</param>
public sealed record OperatorOrder(string Event, string By, string Comment, IReadOnlyDictionary<string, string> Details);
