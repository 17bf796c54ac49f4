namespace StudioOps.Tokens.Tests;

public sealed class AccessTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly SigningKey Key = SigningKey.Generate();
    private static readonly JsonWebKeySet Keys = new([Key.PublicJwk]);
    private static readonly HashSet<string> Operators = ["operator"];

    private static AccessTokenDescription Full => new()
    {
        Issuer = "http://localhost:8080",
        Subject = "0199a1b2-0000-7000-8000-000000000001",
        ClientId = "operator",
        Audiences = ["operator", "portal"],
        Id = "token-1",
        IssuedAt = Now,
        SessionId = "session-1",
        Scope = "openid profile",
        Name = "Ada Ünal",
        Permissions = ["tenants.read", "tenants.suspend"],
        PermissionsVersion = 7,
        PlatformRoles = ["SUPERUSER"],
        TenantId = Guid.Parse("0199a1b2-0000-7000-8000-0000000000aa"),
        TenantRoles = ["TENANT_OWNER"],
        PartnerId = Guid.Parse("0199a1b2-0000-7000-8000-0000000000bb"),
        RateLimitClass = "pro",
        Amr = ["pwd", "otp", "mfa"],
        Acr = "mfa",
        ActorSubject = "operator-9",
        ActorName = "Grace",
    };

    [Fact]
    public void What_was_written_is_read_back()
    {
        var token = Validate(TokenWriter.Write(Key, Full)).Token;

        Assert.NotNull(token);
        Assert.Equal(Full.Subject, token.Subject);
        Assert.Equal("operator", token.ClientId);
        Assert.Equal("session-1", token.SessionId);
        Assert.Equal(["operator", "portal"], token.Audiences);
        Assert.Equal("openid profile", token.Scope);
        Assert.Equal(["tenants.read", "tenants.suspend"], token.Permissions.Order());
        Assert.Equal(7, token.PermissionsVersion);
        Assert.Equal(["SUPERUSER"], token.PlatformRoles);
        Assert.Equal(Full.TenantId, token.TenantId);
        Assert.Equal(["TENANT_OWNER"], token.TenantRoles);
        Assert.Equal(Full.PartnerId, token.PartnerId);
        Assert.Equal("pro", token.RateLimitClass);
        Assert.Equal(["pwd", "otp", "mfa"], token.Amr);
        Assert.Equal("mfa", token.Acr);
        Assert.Equal("operator-9", token.ActorSubject);
        Assert.Equal("Grace", token.ActorName);
        Assert.Equal("Ada Ünal", token.Name);
        Assert.Equal(Now, token.IssuedAt);
        Assert.Equal(Now.AddMinutes(5), token.ExpiresAt);
        Assert.Equal("token-1", token.Id);
        Assert.Equal("pro", token.Claims.GetProperty("rl").GetString());
    }

    [Fact]
    public void A_bare_token_has_nothing_it_was_not_given()
    {
        var bare = new AccessTokenDescription
        {
            Issuer = Full.Issuer, Subject = "s", ClientId = "c", Audiences = ["operator"], Id = "i", IssuedAt = Now,
        };
        var token = Validate(TokenWriter.Write(Key, bare)).Token;

        Assert.NotNull(token);
        Assert.Empty(token.Permissions);
        Assert.Null(token.TenantId);
        Assert.Null(token.ActorSubject);
        Assert.Null(token.SessionId);
    }

    [Fact]
    public void A_token_ends_with_its_last_second()
    {
        var compact = TokenWriter.Write(Key, Full);
        Assert.True(Validate(compact, Now.AddSeconds(299)).Accepted);
        Assert.Equal(TokenRefusals.Expired, Validate(compact, Now.AddSeconds(300)).Refusal);
    }

    [Fact]
    public void A_token_from_the_future_is_refused()
    {
        var compact = TokenWriter.Write(Key, Full with { IssuedAt = Now.AddSeconds(11) });
        Assert.Equal(TokenRefusals.NotYetValid, Validate(compact).Refusal);
    }

    [Fact]
    public void Another_issuer_is_refused() =>
        Assert.Equal(TokenRefusals.Issuer, Validate(TokenWriter.Write(Key, Full with { Issuer = "http://localhost:8080/" })).Refusal);

    [Fact]
    public void Another_audience_is_refused() =>
        Assert.Equal(TokenRefusals.Audience, Validate(TokenWriter.Write(Key, Full with { Audiences = ["partner"] })).Refusal);

    [Fact]
    public void An_id_token_is_no_access_token()
    {
        var compact = TokenWriter.Write(Key, "JWT", json => json.WriteString("iss", Full.Issuer));
        Assert.Equal(TokenRefusals.Type, Validate(compact).Refusal);
    }

    [Fact]
    public void A_key_of_another_issuer_is_unknown() =>
        Assert.Equal(TokenRefusals.UnknownKey, Validate(TokenWriter.Write(SigningKey.Generate(), Full)).Refusal);

    [Fact]
    public void An_exported_key_signs_the_same_way()
    {
        var key = SigningKey.Import(Key.Export(), Now);
        Assert.Equal(Key.KeyId, key.KeyId);
        Assert.Equal(Now, key.NotBefore);
        Assert.True(Validate(TokenWriter.Write(key, Full)).Accepted);
    }

    [Theory]
    [InlineData("permissions", "\"tenants.read\"")]
    [InlineData("permissions", "[1]")]
    [InlineData("tenant", "\"acme\"")]
    [InlineData("tenant", "7")]
    [InlineData("act", "\"operator-9\"")]
    [InlineData("act", "{}")]
    [InlineData("pv", "1.5")]
    [InlineData("sid", "[]")]
    [InlineData("name", "\"\\ud800\"")]
    public void A_claim_of_the_wrong_type_spoils_the_token(string name, string value) =>
        Assert.Equal(TokenRefusals.Malformed, Validate(Minimal($"\"{name}\":{value}")).Refusal);

    [Theory]
    [InlineData("sub")]
    [InlineData("client_id")]
    [InlineData("jti")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("iat")]
    [InlineData("iss")]
    public void A_claim_that_must_be_there_is_missed(string name) =>
        Assert.False(Validate(Minimal(null, without: name)).Accepted);

    [Fact]
    public void A_claim_written_twice_spoils_the_token() =>
        Assert.Equal(TokenRefusals.Malformed, Validate(Minimal("\"sub\":\"someone-else\"")).Refusal);

    [Fact]
    public void The_minimal_token_of_these_tests_is_good() => Assert.True(Validate(Minimal(null)).Accepted);

    private static string Minimal(string? extra, string? without = null)
    {
        var seconds = Now.ToUnixTimeSeconds();
        var claims = new Dictionary<string, string>
        {
            ["iss"] = "\"http://localhost:8080\"", ["sub"] = "\"s\"", ["client_id"] = "\"c\"", ["aud"] = "\"operator\"",
            ["jti"] = "\"i\"", ["iat"] = $"{seconds}", ["exp"] = $"{seconds + 300}",
        };
        var members = claims.Where(c => c.Key != without).Select(c => $"\"{c.Key}\":{c.Value}");
        var json = "{" + string.Join(',', extra is null ? members : members.Append(extra)) + "}";
        return Key.Sign(AccessToken.Type, System.Text.Encoding.UTF8.GetBytes(json));
    }

    private static TokenResult Validate(string compact, DateTimeOffset? now = null) =>
        AccessTokenValidator.Validate(compact, Keys, "http://localhost:8080", Operators, now ?? Now);
}
