using System.Text.Json;
using System.Text.Json.Nodes;

namespace StudioOps.Tokens.Tests;

public sealed class WycheproofTests
{
    private const string File = "jose/json_web_signature_test.json";
    private const string Source = "not run: needs Wycheproof's json_web_signature_test.json (https://github.com/C2SP/wycheproof)";

    // The vectors disagree with RFC 7515 §2 here: they accept a '?' inside base64url. We refuse it.
    private static readonly HashSet<int> LenientVectors = [372, 373];

    // These were meant to carry padding but lost it: they are letter for letter vector 357, which is valid.
    private static readonly HashSet<int> TwinsOfAValidVector = [367, 370];

    // The vectors write a wrong `alg` into these keys (PS256 for a PS384 signature, "ES521"). The key as written is
    // refused for them; with the misprint taken out, the signature must verify.
    private static readonly HashSet<int> MisprintedKeys = [346, 347, 350, 351];

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        foreach (var (_, test) in Vectors())
        {
            cases.Add((int)test["tcId"]!, (string)test["comment"]!);
        }

        if (cases.Count == 0)
        {
            cases.Add(0, Source);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_vector_gets_the_published_verdict(int id, string comment)
    {
        if (id == 0)
        {
            Assert.False(ConformanceData.Demanded, comment);
            return;
        }

        var (group, test) = Vectors().Single(v => (int)v.Test["tcId"]! == id);
        var expected = TwinsOfAValidVector.Contains(id) || ((string)test["result"]! == "valid" && !LenientVectors.Contains(id));
        var key = (JsonObject)(group["public"] ?? group["private"])!;
        var compact = (string)test["jws"]!;

        if (MisprintedKeys.Contains(id))
        {
            Assert.False(Accepts(compact, key));
            key = (JsonObject)key.DeepClone();
            key.Remove("alg");
        }

        Assert.True(Accepts(compact, key) == expected, comment);
    }

    [Fact]
    public void The_twins_really_are_the_valid_vector()
    {
        var texts = Vectors().ToDictionary(v => (int)v.Test["tcId"]!, v => (string)v.Test["jws"]!);
        Assert.All(TwinsOfAValidVector.Where(texts.ContainsKey), id => Assert.Equal(texts[357], texts[id]));
    }

    [Fact]
    public void Every_published_vector_is_run()
    {
        if (ConformanceData.Find(File) is { } path)
        {
            Assert.Equal((int)JsonNode.Parse(System.IO.File.ReadAllText(path))!["numberOfTests"]!, Vectors().Count);
        }
        else
        {
            Assert.False(ConformanceData.Demanded, Source);
        }
    }

    private static bool Accepts(string compact, JsonObject json)
    {
        VerificationKey? key = null;
        if ((string)json["kty"]! == "oct")
        {
            Assert.True(StrictBase64Url.TryDecode((string)json["k"]!, out var secret));
            key = new SharedSecretKey(secret, (string?)json["kid"]);
        }
        else if (JsonWebKey.TryParse(JsonSerializer.SerializeToElement(json), out var parsed))
        {
            key = parsed;
        }

        return key is not null && JwsToken.TryParse(compact, out var token, out _) && token.Verify(key) is null;
    }

    private static List<(JsonObject Group, JsonObject Test)> Vectors() => LazyVectors.Value;

    private static readonly Lazy<List<(JsonObject Group, JsonObject Test)>> LazyVectors = new(() =>
        ConformanceData.Find(File) is { } path
            ? [.. from @group in JsonNode.Parse(System.IO.File.ReadAllText(path))!["testGroups"]!.AsArray().OfType<JsonObject>()
                  from test in @group["tests"]!.AsArray().OfType<JsonObject>()
                  select (@group, test)]
            : []);
}
