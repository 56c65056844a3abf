using System.Text.Json.Serialization;

namespace Archivolt.Rclone;

/// <summary>An object or a folder, as rclone describes it.</summary>
/// <param name="Name">The last part of its path.</param>
/// <param name="Size">Length in bytes; -1 where the back end does not know it.</param>
/// <param name="ModTime">When it was written.</param>
/// <param name="IsDir">True for a folder.</param>
internal sealed record Entry(string Name, long Size, DateTimeOffset ModTime, bool IsDir);

/// <summary>The answer of <c>operations/stat</c>.</summary>
internal sealed record Found(Entry? Item);

/// <summary>The answer of <c>operations/list</c>.</summary>
internal sealed record Listed(List<Entry>? List);

/// <summary>What an answer other than 200 says.</summary>
internal sealed record Refused(string? Error);

/// <summary>The answer of <c>operations/fsinfo</c>.</summary>
internal sealed record Described(Features Features, string? Root);

/// <summary>What a back end can do.</summary>
/// <param name="BucketBased">True for object stores, which replace an object in one step.</param>
/// <param name="CaseInsensitive">True where names differ in more than the case of letters.</param>
/// <param name="PutStream">False where rclone writes content to a file of its own before it sends it.</param>
/// <param name="IsLocal">True for the file system of rclone's machine.</param>
internal sealed record Features(bool BucketBased, bool CaseInsensitive, bool PutStream, bool IsLocal);

/// <summary>The answer of <c>config/providers</c>: the back ends that this rclone has.</summary>
internal sealed record Backends(List<BackendKind> Providers);

/// <summary>A kind of back end.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Options">Its settings.</param>
internal sealed record BackendKind(string Name, List<BackendSetting>? Options);

/// <summary>A setting of a back end.</summary>
internal sealed record BackendSetting(string Name);

/// <summary>An answer without anything that matters.</summary>
internal sealed record Done;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(Found))]
[JsonSerializable(typeof(Listed))]
[JsonSerializable(typeof(Refused))]
[JsonSerializable(typeof(Described))]
[JsonSerializable(typeof(Backends))]
[JsonSerializable(typeof(Done))]
internal sealed partial class AnswerJson : JsonSerializerContext;
