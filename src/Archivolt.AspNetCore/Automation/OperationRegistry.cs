using Archivolt.AspNetCore.Errors;

namespace Archivolt.AspNetCore.Automation;

/// <summary>The operations by name and alias.</summary>
internal sealed class OperationRegistry
{
    private readonly Dictionary<string, Operation> _byName = new(StringComparer.Ordinal);

    public OperationRegistry(IEnumerable<Operation> operations)
    {
        All = [.. operations.OrderBy(operation => operation.Id, StringComparer.Ordinal)];
        foreach (var operation in All)
        {
            foreach (var name in operation.Aliases.Prepend(operation.Id))
                _byName.Add(name, operation);
        }
    }

    /// <summary>All of them in order of their names.</summary>
    public IReadOnlyList<Operation> All { get; }

    /// <summary>The operation of a name.</summary>
    /// <exception cref="RequestException">404: there is none.</exception>
    public Operation Get(string name) => _byName.GetValueOrDefault(name) ?? throw RequestException.NotFound($"There is no operation '{name}'.");
}
