using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>Runs operations for requests; the one way in for all routes that do.</summary>
internal sealed class OperationRunner(OperationRegistry operations)
{
    private const string VoidHeader = "X-NXVoidOperation";

    /// <summary>Runs the operation of a name on what the request carries.</summary>
    /// <param name="name">Name or alias.</param>
    /// <param name="context">The request, whose body is the call.</param>
    /// <param name="input">Input from elsewhere, such as the files of an upload; null to take it from the body.</param>
    public async Task<IResult> RunAsync(string name, HttpContext context, OperationInput? input = null) =>
        OperationAnswer.Of(await CarryOutAsync(name, context, input), context);

    /// <summary>The same without an answer.</summary>
    public async Task<OperationResult> CarryOutAsync(string name, HttpContext context, OperationInput? input = null)
    {
        var operation = operations.Get(name);
        var result = await operation.RunAsync(await OperationRequest.ReadAsync(operation, context, input));
        var isVoid = string.Equals(context.Request.Headers[VoidHeader], "true", StringComparison.OrdinalIgnoreCase);
        return isVoid ? OperationResult.Nothing : result;
    }
}
