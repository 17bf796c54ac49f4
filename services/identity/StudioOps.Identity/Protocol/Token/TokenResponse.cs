using System.Text.Json.Serialization;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 6749 §5.1.</summary>
internal sealed record TokenResponse(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string? Scope = null,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
    [property: JsonPropertyName("id_token")] string? IdToken = null,
    [property: JsonPropertyName("token_type")] string TokenType = "Bearer",
    [property: JsonPropertyName("issued_token_type")] string? IssuedTokenType = null);

/// <summary>RFC 6749 §5.2.</summary>
internal sealed record TokenErrorBody(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(TokenErrorBody))]
internal sealed partial class TokenJson : JsonSerializerContext;

internal sealed class TokenAnswer(TokenResponse response) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(response, TokenJson.Default.TokenResponse, contentType: "application/json", httpContext.RequestAborted);
    }
}

internal sealed class TokenError(ProtocolError error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = error.Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"token\"";
        }

        if (error.Status == StatusCodes.Status429TooManyRequests)
        {
            httpContext.Response.Headers.RetryAfter = "60";
        }

        return httpContext.Response.WriteAsJsonAsync(
            new TokenErrorBody(error.Error, error.Description), TokenJson.Default.TokenErrorBody, contentType: "application/json", httpContext.RequestAborted);
    }
}
