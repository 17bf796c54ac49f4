using System.Text;
using System.Text.Json;

namespace StudioOps.Tokens.Tests;

public sealed class PublishedExampleTests
{
    private const string EllipticCurveKey =
        """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    private const string RsaKey =
        """{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}""";

    [Fact]
    public void Rfc_7515_appendix_A_3_verifies()
    {
        const string compact =
            "eyJhbGciOiJFUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

        Assert.True(JwsToken.TryParse(compact, out var token, out _));
        Assert.Null(token.Verify(Key(EllipticCurveKey)));
        Assert.StartsWith("{\"iss\":\"joe\"", Encoding.UTF8.GetString(token.Payload.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Rfc_7638_section_3_1_gives_the_published_thumbprint() =>
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", Key(RsaKey).Thumbprint);

    [Theory]
    [InlineData(EllipticCurveKey)]
    [InlineData(RsaKey)]
    public void A_key_survives_writing_and_reading(string json)
    {
        var set = new JsonWebKeySet([Key(json)]);
        var read = Assert.Single(JsonWebKeySet.Parse(set.ToJson()).Keys);
        Assert.Equal(set.Keys[0].Thumbprint, read.Thumbprint);
        Assert.Equal(set.Keys[0].KeyId, read.KeyId);
        Assert.Equal(set.Keys[0].Algorithm, read.Algorithm);
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":1}""")]
    [InlineData("""[]""")]
    public void A_key_set_leaves_out_what_it_cannot_use(string json) =>
        Assert.Empty(JsonWebKeySet.Parse($$"""{"keys":[{{json}}]}""").Keys);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void What_is_no_key_set_is_refused(string json) =>
        Assert.Throws<FormatException>(() => JsonWebKeySet.Parse(json));

    private static JsonWebKey Key(string json)
    {
        Assert.True(JsonWebKey.TryParse(JsonDocument.Parse(json).RootElement, out var key));
        return key;
    }
}
