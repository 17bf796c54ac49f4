using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace StudioOps.Flags.Evaluation;

/// <summary>The body of an OFREP request, read by hand: its errors have the protocol's own shape.</summary>
internal sealed class OfrepRequest : IDisposable
{
    private JsonDocument? _body;

    /// <summary>The client's context; meaningless when <see cref="Error"/> is set.</summary>
    public JsonElement Context { get; private set; }

    /// <summary>The protocol's error code, or null.</summary>
    public string? Error { get; private set; }

    public string? Details { get; private set; }

    public static async Task<OfrepRequest> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body is application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        var read = new OfrepRequest();
        try
        {
            read._body = await JsonDocument.ParseAsync(request.Body, cancellationToken: ct);
        }
        catch (JsonException e)
        {
            (read.Error, read.Details) = ("PARSE_ERROR", $"The body is not JSON, near byte {e.BytePositionInLine} of line {e.LineNumber}.");
            return read;
        }

        if (read._body.RootElement.ValueKind == JsonValueKind.Object
            && read._body.RootElement.TryGetProperty("context", out var context) && context.ValueKind == JsonValueKind.Object)
        {
            read.Context = context;
        }
        else
        {
            (read.Error, read.Details) = ("INVALID_CONTEXT", "The body is an object with an object 'context'.");
        }

        return read;
    }

    /// <summary>
    /// The key as the client wrote it, percent-decoded once. Routing decodes all but an encoded slash, and then nobody can tell that from
    /// the three letters: so it is read from the request line.
    /// </summary>
    public static string Key(HttpContext http, string routed)
    {
        const string before = "/ofrep/v1/evaluate/flags/";
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = target.IndexOf(before, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? routed.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : Uri.UnescapeDataString(target[(start + before.Length)..].Split('?')[0]);
    }

    public void Dispose() => _body?.Dispose();
}
