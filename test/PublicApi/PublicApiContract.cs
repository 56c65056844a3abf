using System.Reflection;

namespace Archivolt.PublicApi;

/// <summary>
/// Holds the public API of a package to the text checked in as <c>api/PACKAGE.txt</c>, so that no change of it goes unseen. A test project adds
/// its package by one line: <c>public sealed class ThatApiTests() : PublicApiContract(typeof(SomeType).Assembly);</c>
/// </summary>
public abstract class PublicApiContract(Assembly assembly)
{
    [Fact]
    public void The_public_api_is_the_one_checked_in()
    {
        var name = assembly.GetName().Name!;
        var path = Path.Combine(RepositoryRoot(), "api", $"{name}.txt");
        var actual = ApiText.Of(assembly);
        if (Environment.GetEnvironmentVariable("ACCEPT_API") == "1")
            File.WriteAllText(path, actual);
        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual == expected)
            return;
        var changes = Added(expected, actual, "+").Concat(Added(actual, expected, "-"));
        Assert.Fail($"""
            The public API of {name} is not the one in api/{name}.txt:
            {string.Join('\n', changes)}
            If that is meant, run   ACCEPT_API=1 dotnet test --filter FullyQualifiedName~Api   and commit the changed file.
            """);
    }

    private static IEnumerable<string> Added(string before, string after, string sign)
    {
        var known = before.Split('\n').GroupBy(line => line).ToDictionary(lines => lines.Key, lines => lines.Count());
        return after.Split('\n').Where(line => !known.TryGetValue(line, out var left) || (known[line] = left - 1) < 0).Select(line => $"{sign} {line.Trim()}");
    }

    private static string RepositoryRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Archivolt.slnx")))
                return directory.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository: no directory above has Archivolt.slnx.");
    }
}
