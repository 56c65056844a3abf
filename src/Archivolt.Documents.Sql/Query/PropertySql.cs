using System.Text;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Query;

/// <summary>How a database reads a value out of the properties' JSON. The steps of a path are plain names, so they stand in the SQL as they are.</summary>
internal abstract class PropertySql
{
    /// <summary>The value as text.</summary>
    public abstract string Text(string json, IReadOnlyList<string> steps);

    /// <summary>The value as a number; null where it is none.</summary>
    public abstract string Number(string json, IReadOnlyList<string> steps);

    /// <summary>The value as 1 or 0; null where it is neither true nor false.</summary>
    public abstract string Flag(string json, IReadOnlyList<string> steps);

    /// <summary>The items of a list as rows of a table, none where it is no list.</summary>
    /// <param name="steps">Where the list is.</param>
    /// <param name="alias">Name of the table.</param>
    public abstract string Items(IReadOnlyList<string> steps, string alias);

    /// <summary>A value in an item, or the item itself, as text.</summary>
    public abstract string ItemText(string alias, IReadOnlyList<string> steps);

    /// <summary>A value in an item, or the item itself, as a number; null where it is none.</summary>
    public abstract string ItemNumber(string alias, IReadOnlyList<string> steps);

    /// <summary>A text as it is ordered by whatever the case of its letters.</summary>
    public abstract string Ordered(string text);

    /// <summary>A text compared with a pattern of LIKE, by letter case or not.</summary>
    public abstract string Like(string text, string parameter, bool anyCase);

    /// <summary>The pattern as <see cref="Like"/> takes it.</summary>
    public abstract string Pattern(string pattern, bool anyCase);

    /// <summary>The properties as JSON.</summary>
    public abstract string Json { get; }

    /// <summary>SQLite: <c>json_extract</c>.</summary>
    public sealed class Sqlite : PropertySql
    {
        public override string Json => "properties";

        public override string Text(string json, IReadOnlyList<string> steps) => $"json_extract({json}, '{Path(steps)}')";

        public override string Number(string json, IReadOnlyList<string> steps) =>
            $"CASE WHEN json_type({json}, '{Path(steps)}') IN ('integer', 'real') THEN json_extract({json}, '{Path(steps)}') END";

        public override string Flag(string json, IReadOnlyList<string> steps) =>
            $"CASE json_type({json}, '{Path(steps)}') WHEN 'true' THEN 1 WHEN 'false' THEN 0 END";

        public override string Items(IReadOnlyList<string> steps, string alias) =>
            $"json_each(CASE json_type(properties, '{Path(steps)}') WHEN 'array' THEN json_extract(properties, '{Path(steps)}') ELSE '[]' END) AS {alias}";

        public override string ItemText(string alias, IReadOnlyList<string> steps) => steps.Count == 0 ? $"{alias}.value" : Text(Object(alias), steps);

        public override string ItemNumber(string alias, IReadOnlyList<string> steps) =>
            steps.Count == 0 ? $"CASE WHEN {alias}.type IN ('integer', 'real') THEN {alias}.value END" : Number(Object(alias), steps);

        // Its own collation, which an index can have: it knows the case of ASCII letters.
        public override string Ordered(string text) => $"{text} COLLATE NOCASE";

        public override string Like(string text, string parameter, bool anyCase) =>
            anyCase ? $"LOWER({text}) LIKE {parameter} ESCAPE '\\'" : $"{text} GLOB {parameter}";

        public override string Pattern(string pattern, bool anyCase)
        {
            if (anyCase)
                return pattern.ToLowerInvariant();
            var glob = new StringBuilder(pattern.Length);
            for (var i = 0; i < pattern.Length; i++)
            {
                var isPlain = pattern[i] == '\\' && i + 1 < pattern.Length;
                if (isPlain)
                    i++;
                glob.Append(pattern[i] switch
                {
                    '%' when !isPlain => "*",
                    '_' when !isPlain => "?",
                    '*' or '?' or '[' => $"[{pattern[i]}]",
                    var other => other.ToString(),
                });
            }
            return glob.ToString();
        }

        // Other items are no JSON by themselves.
        private static string Object(string alias) => $"CASE {alias}.type WHEN 'object' THEN {alias}.value ELSE '{{}}' END";

        private static string Path(IReadOnlyList<string> steps) => "$" + string.Concat(steps.Select(step => step.All(char.IsAsciiDigit) ? $"[{step}]" : $".\"{step}\""));
    }

    /// <summary>PostgreSQL: the operators of <c>json</c>. Texts of PostgreSQL hold no NUL, which the JSON may.</summary>
    public sealed class Postgres : PropertySql
    {
        public override string Json => @"REPLACE(properties, '\u0000', '\ufffd')::json";

        public override string Text(string json, IReadOnlyList<string> steps) => $"({json} #>> '{Path(steps)}') COLLATE \"C\"";

        public override string Number(string json, IReadOnlyList<string> steps) =>
            $"CASE json_typeof({json} #> '{Path(steps)}') WHEN 'number' THEN ({json} #>> '{Path(steps)}')::numeric END";

        public override string Flag(string json, IReadOnlyList<string> steps) =>
            $"CASE json_typeof({json} #> '{Path(steps)}') WHEN 'boolean' THEN (({json} #>> '{Path(steps)}')::boolean)::int END";

        public override string Items(IReadOnlyList<string> steps, string alias) =>
            $"json_array_elements(CASE json_typeof({Json} #> '{Path(steps)}') WHEN 'array' THEN {Json} #> '{Path(steps)}' ELSE '[]'::json END) AS {alias} (value)";

        public override string ItemText(string alias, IReadOnlyList<string> steps) => Text($"{alias}.value", steps);

        public override string ItemNumber(string alias, IReadOnlyList<string> steps) => Number($"{alias}.value", steps);

        // The order of an index must not change with the system's locales.
        public override string Ordered(string text) => $"{AnyCase.Of($"({text})")} COLLATE \"C\"";

        // The columns' own collation knows the case of ASCII letters only.
        public override string Like(string text, string parameter, bool anyCase) =>
            anyCase ? $"({text}) COLLATE \"{AnyCase.Collation}\" ILIKE {parameter} ESCAPE '\\'" : $"{text} LIKE {parameter} ESCAPE '\\'";

        public override string Pattern(string pattern, bool anyCase) => pattern;

        private static string Path(IReadOnlyList<string> steps) => "{" + string.Join(',', steps.Select(step => $"\"{step}\"")) + "}";
    }
}
