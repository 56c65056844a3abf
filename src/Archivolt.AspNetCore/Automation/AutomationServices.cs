using Archivolt.AspNetCore.Automation.Drive;
using Archivolt.AspNetCore.Automation.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.AspNetCore.Automation;

/// <summary>The services of operations, and the list of them.</summary>
internal static class AutomationServices
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<OperationRegistry>();
        services.TryAddSingleton<OperationRunner>();
        services.TryAddSingleton<OperationProperties>();
        services.TryAddSingleton<MakingPlaces>();
        services.TryAddSingleton<KeptFiles>();
        services.TryAddSingleton<RemoteFiles>();
        services.Add<LogOperation>();
        services.Add<FetchDocument>();
        services.Add<GetChild>();
        services.Add<GetChildren>();
        services.Add<FetchByProperty>();
        services.Add<QueryDocuments>();
        services.Add<CreateDocument>();
        services.Add<UpdateDocument>();
        services.Add<SetProperty>();
        services.Add<DeleteDocument>();
        services.Add<MoveDocument>();
        services.Add<CopyDocument>();
        services.Add<HoldDocument>();
        services.Add<UnholdDocument>();
        services.Add<RetainDocument>();
        services.Add<QueryAudit>();
        services.Add<CreateVersion>();
        services.Add<CheckIn>();
        services.Add<CheckOut>();
        services.Add<GetVersions>();
        services.Add<RestoreVersion>();
        services.Add<TrashDocument>();
        services.Add<UntrashDocument>();
        services.Add<LockDocument>();
        services.Add<UnlockDocument>();
        services.Add<FollowTransition>();
        services.Add<AddPermission>();
        services.Add<RemovePermission>();
        services.Add<AttachBlob>();
        services.Add<SetBlob>();
        services.Add<GetBlob>();
        services.Add<GetBlobs>();
        services.Add<GetBlobsByProperty>();
        services.Add<RemoveBlob>();
        services.Add<SetBlobName>();
        services.Add<CreateZip>();
        services.Add<CreateBlob>();
        services.Add<ExtractPages>();
        services.Add<DownloadDocuments>();
        services.Add<ConvertToPdf>();
        services.Add<ConvertBlob>();
        services.Add<RunConverter>();
        services.Add<ResizePicture>();
        services.Add<GetPictureView>();
        services.Add<GetRendition>();
        services.Add<ImportFile>();
        services.AddDriveOperations();
    }

    /// <summary>Adds an operation.</summary>
    public static void Add<T>(this IServiceCollection services) where T : Operation =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Operation, T>());
}
