using System.Diagnostics.CodeAnalysis;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Management;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Operations;

/// <summary>Why an order was not taken, to be said on the page that gave it.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Sentence">The reason.</param>
internal sealed record Refusal(int Status, string Sentence)
{
    /// <summary>Reads it from what an order failed with; false for what is nobody's refusal.</summary>
    public static bool Is(Exception exception, [NotNullWhen(true)] out Refusal? refusal)
    {
        var (status, sentence) = ErrorStatus.Of(AdministratorErrors.Told(exception) ?? exception);
        refusal = status < StatusCodes.Status500InternalServerError || status == StatusCodes.Status501NotImplemented ? new Refusal(status, sentence) : null;
        return refusal is not null;
    }
}
