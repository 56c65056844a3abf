using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis;

/// <summary>The exceptions of CMIS 1.1 §2.2.1.4, as far as they are thrown here.</summary>
internal enum CmisError
{
    InvalidArgument,
    NotSupported,
    ObjectNotFound,
    PermissionDenied,
    Runtime,
    Constraint,
    ContentAlreadyExists,
    NameConstraintViolation,
    Storage,
    StreamNotSupported,
    UpdateConflict,
}

/// <summary>A request is refused with an exception of CMIS; the message is a sentence for people.</summary>
internal sealed class CmisException(CmisError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    private const int MaxName = 200;

    public CmisError Error => error;

    public static CmisException InvalidArgument(string message, Exception? innerException = null) => new(CmisError.InvalidArgument, message, innerException);

    public static CmisException NotSupported(string message) => new(CmisError.NotSupported, message);

    public static CmisException Constraint(string message) => new(CmisError.Constraint, message);

    public static CmisException NoObject(string id) => Nothing("object", id);

    /// <summary>What a request names is not there.</summary>
    /// <param name="kind">What it would be, such as <c>type</c>.</param>
    /// <param name="name">Its name, as the client wrote it.</param>
    public static CmisException Nothing(string kind, string name) => new(CmisError.ObjectNotFound, $"There is no {kind} '{(name.Length > MaxName ? name[..MaxName] : name)}'.");

    public static CmisException NameTaken(string name) => new(CmisError.NameConstraintViolation, $"Something in the folder has the name '{name}' already; choose another one.");
}

/// <summary>How the bindings name an exception.</summary>
internal static class CmisErrors
{
    /// <summary>The name in answers.</summary>
    public static string NameOf(this CmisError error) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(error.ToString());

    /// <summary>The status (§3.2.4.1, §5.2.10).</summary>
    public static int StatusOf(this CmisError error) => error switch
    {
        CmisError.InvalidArgument => StatusCodes.Status400BadRequest,
        CmisError.NotSupported => StatusCodes.Status405MethodNotAllowed,
        CmisError.ObjectNotFound => StatusCodes.Status404NotFound,
        CmisError.PermissionDenied or CmisError.StreamNotSupported => StatusCodes.Status403Forbidden,
        CmisError.Constraint or CmisError.ContentAlreadyExists or CmisError.NameConstraintViolation or CmisError.UpdateConflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };
}
