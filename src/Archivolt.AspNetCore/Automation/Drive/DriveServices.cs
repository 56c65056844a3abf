using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>The services and operations of the platform's desktop client.</summary>
internal static class DriveServices
{
    public static void AddDriveOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<ItemTree>();
        services.TryAddSingleton<ItemChanges>();
        services.TryAddSingleton<RootSwitch>();
        services.Add<SetSynchronization>();
        services.Add<GetTopLevelFolder>();
        services.Add<GetItem>();
        services.Add<GetItems>();
        services.Add<ScrollItems>();
        services.Add<GetChanges>();
        services.Add<CreateFile>();
        services.Add<UpdateFile>();
        services.Add<CreateFolder>();
        services.Add<RenameItem>();
        services.Add<MoveItem>();
        services.Add<DeleteItem>();
    }
}
