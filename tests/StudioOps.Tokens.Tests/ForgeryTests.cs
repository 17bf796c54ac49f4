using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StudioOps.Tokens.Tests;

public sealed class ForgeryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly SigningKey Key = SigningKey.Generate();
    private static readonly JsonWebKeySet Keys = new([Key.PublicJwk]);
    private static readonly string Good = TokenWriter.Write(Key, new AccessTokenDescription
    {
        Issuer = "https://id", Subject = "s", ClientId = "c", Audiences = ["operator"], Id = "i", IssuedAt = Now,
    });

    [Fact]
    public void The_token_these_tests_change_is_good() => Assert.Null(Refusal(Good));

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("EdDSA")]
    [InlineData("Ed25519")]
    [InlineData("ES256K")]
    [InlineData("es256")]
    [InlineData("RSA1_5")]
    public void Algorithms_not_offered_are_refused_by_name(string name)
    {
        Assert.Equal(TokenRefusals.Algorithm, Refusal(WithHeader(Header(name), signature: "")));
        Assert.Equal(TokenRefusals.Algorithm, Refusal(WithHeader(Header(name), Good.Split('.')[2])));
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    [InlineData("ES384")]
    public void A_public_key_is_never_read_as_another_kind_of_key(string name)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Key.PublicJwk.WriteTo(json);
        }

        var input = $"{Encode(Header(name))}.{Good.Split('.')[1]}";
        var mac = HMACSHA256.HashData(buffer.ToArray(), Encoding.ASCII.GetBytes(input));
        Assert.Equal(TokenRefusals.Algorithm, Refusal($"{input}.{StrictBase64Url.Encode(mac)}"));
    }

    [Fact]
    public void A_short_shared_secret_serves_no_algorithm() =>
        Assert.False(new SharedSecretKey(new byte[31]).Supports(JwsAlgorithm.Find("HS256")!));

    [Fact]
    public void Every_changed_character_is_noticed()
    {
        for (var i = 0; i < Good.Length; i++)
        {
            var changed = Good[i] == 'A' ? 'B' : 'A';
            Assert.NotNull(Refusal(Good[..i] + changed + Good[(i + 1)..]));
        }
    }

    [Theory]
    [InlineData("""{"alg":"ES256","alg":"ES256","typ":"at+jwt","kid":"KID"}""", TokenRefusals.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","kid":"KID"}""", TokenRefusals.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":7}""", TokenRefusals.Malformed)]
    [InlineData("""{"typ":"at+jwt","kid":"KID"}""", TokenRefusals.Malformed)]
    [InlineData("""["ES256"]""", TokenRefusals.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":["b64"],"b64":false}""", TokenRefusals.CriticalHeader)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"KID","crit":[]}""", TokenRefusals.CriticalHeader)]
    [InlineData("""{"alg":"ES256","kid":"KID"}""", TokenRefusals.Type)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt"}""", TokenRefusals.UnknownKey)]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"../../etc/passwd"}""", TokenRefusals.UnknownKey)]
    public void A_header_gets_no_benefit_of_the_doubt(string header, string refusal)
    {
        var json = header.Replace("KID", Key.KeyId, StringComparison.Ordinal);
        var input = $"{Encode(json)}.{Good.Split('.')[1]}";
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(Key.Export(), out _);
        var signature = ecdsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        Assert.Equal(refusal, Refusal($"{input}.{StrictBase64Url.Encode(signature)}"));
    }

    [Fact]
    public void A_key_in_the_header_is_not_used()
    {
        var own = SigningKey.Generate();
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            own.PublicJwk.WriteTo(json);
        }

        var header = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{Key.KeyId}}","jwk":{{Encoding.UTF8.GetString(buffer.ToArray())}}}""";
        var input = $"{Encode(header)}.{Good.Split('.')[1]}";
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(own.Export(), out _);
        var signature = ecdsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);
        Assert.Equal(TokenRefusals.Signature, Refusal($"{input}.{StrictBase64Url.Encode(signature)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("not a token at all")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AA.AA.AA")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9=.e30.AA")]
    [InlineData("{\"payload\":\"e30\"}")]
    public void What_is_no_compact_token_is_malformed(string text) => Assert.Equal(TokenRefusals.Malformed, Refusal(text));

    [Fact]
    public void Size_is_limited_before_anything_is_decoded() =>
        Assert.Equal(TokenRefusals.TooLarge, Refusal(new string('a', JwsToken.MaximumLength + 1)));

    [Fact]
    public void Padding_and_leftover_bits_are_refused()
    {
        Assert.False(StrictBase64Url.TryDecode("AB", out _));
        Assert.False(StrictBase64Url.TryDecode("AA==", out _));
        Assert.False(StrictBase64Url.TryDecode("A A", out _));
        Assert.False(StrictBase64Url.TryDecode("+/A", out _));
        Assert.True(StrictBase64Url.TryDecode("", out var nothing));
        Assert.Empty(nothing);
    }

    [Fact]
    public async Task A_key_may_be_used_by_many_threads()
    {
        var signed = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => Key.Sign("JWT", [(byte)i]))));
        Assert.All(signed, compact =>
        {
            Assert.True(JwsToken.TryParse(compact, out var token, out _));
            Assert.Null(token.Verify(Key.PublicJwk));
        });
    }

    private static string Header(string algorithm) => $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{Key.KeyId}}"}""";

    private static string WithHeader(string header, string signature) => $"{Encode(header)}.{Good.Split('.')[1]}.{signature}";

    private static string Encode(string text) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(text));

    private static string? Refusal(string compact) =>
        AccessTokenValidator.Validate(compact, Keys, "https://id", new HashSet<string> { "operator" }, Now).Refusal;
}
