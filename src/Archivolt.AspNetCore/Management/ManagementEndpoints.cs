using Archivolt.AspNetCore.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>What administrators look at and do: <c>/api/v1/management/…</c>. Nobody else gets in.</summary>
internal static class ManagementEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var management = api.MapGroup("management").WithTags("Management").RequireAdministrator().AddEndpointFilter(AdministratorErrors.InvokeAsync);
        ProviderEndpoints.Map(management);
        VerifyEndpoint.Map(management);
        JobEndpoints.Map(management);
        ReencryptEndpoints.Map(management);
        MoveEndpoints.Map(management);
        TieringEndpoints.Map(management);
        ScrubEndpoints.Map(management);
        QuarantineEndpoints.Map(management);
        CheckEndpoint.Map(management);
        CollectionEndpoints.Map(management);
        AuditQueryEndpoint.Map(management);
        ExplainEndpoint.Map(management);
        MigrationEndpoints.Map(management);
        SimulateEndpoint.Map(management);
        RuleEndpoints.Map(management);
        UserEndpoints.Map(management);
        IdentityEndpoints.Map(management);
        RecordManagement.Map(management);
        ColdStorageManagement.Map(management);
        UploadManagement.Map(management);
    }
}
