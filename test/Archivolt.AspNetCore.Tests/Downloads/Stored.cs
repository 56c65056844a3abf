using System.Text;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>What tests do to stored content behind the application's back.</summary>
internal static class Stored
{
    public static BlobProvider GetProvider(this IServiceProvider services) => services.GetRequiredService<BlobManager>()["default"];

    public static async Task ReplaceAsync(this IBlobStore store, string key, string text)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
        await draft.CommitAsync(key);
    }
}
