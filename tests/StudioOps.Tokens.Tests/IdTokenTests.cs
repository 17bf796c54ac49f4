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
        Assert.Equal(refusal, IdTokenValidator.Validate(IdToken(), Keys, "https://id", client, nonce, Now).Refusal);
    }

    [Fact]
    public void A_hint_may_have_expired_but_not_come_from_elsewhere()
    {
        Assert.Equal(TokenRefusals.Expired, IdTokenValidator.Validate(IdToken(), Keys, "https://id", "operator", "n-1", Now.AddDays(1)).Refusal);
        Assert.Equal("s", IdTokenValidator.ReadHint(IdToken(), Keys, "https://id", "operator")?.GetProperty("sub").GetString());
        Assert.Null(IdTokenValidator.ReadHint(IdToken(), Keys, "https://id", "portal"));
        Assert.Null(IdTokenValidator.ReadHint(IdToken(), Keys, "https://other", "operator"));
        Assert.Null(IdTokenValidator.ReadHint(IdToken(), JsonWebKeySet.Empty, "https://id", "operator"));
    }

    private static string IdToken() => TokenWriter.Write(Key, "JWT", json =>
    {
        json.WriteString("iss", "https://id");
        json.WriteString("aud", "operator");
        json.WriteString("sub", "s");
        json.WriteString("nonce", "n-1");
        json.WriteNumber("iat", Now.ToUnixTimeSeconds());
        json.WriteNumber("exp", Now.ToUnixTimeSeconds() + 60);
    });
}
