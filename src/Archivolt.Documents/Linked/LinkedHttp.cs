using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>
/// Sends requests to a vendor for drivers: adds the token, takes a new one once when the vendor refuses it, and makes exceptions of answers that are none. Redirects to other hosts get no token.
/// </summary>
/// <param name="vendor">What messages call the vendor.</param>
/// <param name="http">Sends; its time-out is for the head of an answer, and once more for the body of one in JSON.</param>
/// <param name="clock">For <c>Retry-After</c>.</param>
public sealed class LinkedHttp(string vendor, HttpClient http, TimeProvider? clock = null) : IDisposable
{
    private const int MaxErrorLength = 64 * 1024;

    // A page of changes or revisions is some hundred kilobytes.
    private const long MaxJsonLength = 16 * 1024 * 1024;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Sends a request; a status below 300 is an answer, which the caller disposes.</summary>
    /// <param name="who">Whose token.</param>
    /// <param name="request">Makes the request; called again after a new token.</param>
    /// <param name="errorOf">Reads the vendor's error from a body; null for what the status says (<see cref="ErrorOf"/>).</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">The vendor refused, or did not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        LinkedCredentials who, Func<HttpRequestMessage> request, Func<HttpStatusCode, string, BlobError?>? errorOf = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(who);
        ArgumentNullException.ThrowIfNull(request);
        string? refused = null;
        while (true)
        {
            var token = await who.GetTokenAsync(refused, cancellationToken);
            using var message = request();
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await SendAsync(message, cancellationToken);
            if ((int)answer.StatusCode < 300)
                return answer;
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.Unauthorized && refused is null)
                {
                    refused = token;
                    continue;
                }
                throw await FailureAsync(answer, errorOf, cancellationToken);
            }
        }
    }

    /// <summary>Reads an answer in JSON, of 16 MiB at most.</summary>
    /// <param name="answer">The answer; the caller disposes it.</param>
    /// <param name="type">What it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.IO"/>: it is something else, or longer; <see cref="BlobError.Unavailable"/> or <see cref="BlobError.Timeout"/>: it did not arrive.</exception>
    public async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(http.Timeout);
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaxJsonLength, late.Token);
            await using var body = await answer.Content.ReadAsStreamAsync(late.Token);
            return await JsonSerializer.DeserializeAsync(body, type, late.Token) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new BlobException(BlobError.IO, $"{vendor} gave an answer that cannot be read.", innerException: exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new BlobException(BlobError.IO, $"{vendor} gave an answer of more than {MaxJsonLength} bytes.", innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new BlobException(BlobError.Unavailable, $"The connection to {vendor} broke.", innerException: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"{vendor} did not finish its answer in time.", innerException: exception);
        }
    }

    /// <summary>The error that a status stands for where the vendor says nothing more exact.</summary>
    public static BlobError ErrorOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => BlobError.PermissionDenied,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => BlobError.NotFound,
        HttpStatusCode.PreconditionFailed => BlobError.Conflict,
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => BlobError.Unavailable,
        _ => BlobError.IO,
    };

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new BlobException(BlobError.Unavailable, $"{vendor} cannot be reached: {exception.HttpRequestError}.", innerException: exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"{vendor} did not answer in time.", innerException: exception);
        }
    }

    private async Task<BlobException> FailureAsync(HttpResponseMessage answer, Func<HttpStatusCode, string, BlobError?>? errorOf, CancellationToken cancellationToken)
    {
        var error = errorOf?.Invoke(answer.StatusCode, await ReadErrorAsync(answer, cancellationToken)) ?? ErrorOf(answer.StatusCode);
        var wait = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return new BlobException(error, $"{vendor} {What(error)} (status {(int)answer.StatusCode}).") { RetryAfter = wait };
    }

    // What a vendor writes of the error may repeat what was sent, so no message does.
    private static string What(BlobError error) => error switch
    {
        BlobError.PermissionDenied => "does not allow this to the account",
        BlobError.NotFound => "has no such file for the account",
        BlobError.Conflict => "has another state of the file by now",
        BlobError.Unavailable => "asks to try again later",
        BlobError.Unsupported => "cannot do this with the file",
        _ => "refused the request",
    };

    private async Task<string> ReadErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(http.Timeout);
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(late.Token);
            using var reader = new StreamReader(body);
            var text = new char[MaxErrorLength];
            return new string(text, 0, await reader.ReadBlockAsync(text, late.Token));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "";
        }
    }
}
