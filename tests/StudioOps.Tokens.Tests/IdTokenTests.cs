namespace StudioOps.Tokens.Tests;

public sealed class IdTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly SigningKey Key = SigningKey.Generate();
    private static readonly JsonWebKeySet Keys = new([Key.PublicJwk]);

    [Theory]
    [InlineData("operator", "n-1", null)]
    [InlineData("portal", "n-1", TokenRefusals.Audience)]
    [InlineData("operator", "n-2", TokenRefusals.Nonce)]
    [InlineData("operator", null, TokenRefusals.Nonce)]
    public void An_id_token_is_for_one_client_and_one_attempt(string client, string? nonce, string? refusal)
    {
        var compact = TokenWriter.Write(Key, "JWT", json =>
        {
            json.WriteString("iss", "https://id");
            json.WriteString("aud", "operator");
            json.WriteString("sub", "s");
            json.WriteString("nonce", "n-1");
            json.WriteNumber("iat", Now.ToUnixTimeSeconds());
            json.WriteNumber("exp", Now.ToUnixTimeSeconds() + 60);
        });

        Assert.Equal(refusal, IdTokenValidator.Validate(compact, Keys, "https://id", client, nonce, Now).Refusal);
    }
}
