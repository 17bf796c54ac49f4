using System.Text;
using System.Text.Json;
using StudioOps.Admin.Audit;

namespace StudioOps.Admin.Tests.Audit;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b": [1, true, null], "a": { "z": "1", "y": -5 } }""", """{"a":{"y":-5,"z":"1"},"b":[1,true,null]}""")]
    [InlineData("""{ "s": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/" }""", """{"s":"€$\u000f\nA'B\"\\\\\"/"}""")]
    [InlineData("""["\b\f\r\t\u007f \ud83d\ude02"]""", "[\"\\b\\f\\r\\t\u007f 😂\"]")]
    [InlineData("""{ "\u20ac": 1, "\r": 2, "1": 3, "\u00f6": 4, "\ud83d\ude02": 5, "\ufb33": 6 }""", "{\"\\r\":2,\"1\":3,\"ö\":4,\"€\":1,\"😂\":5,\"\ufb33\":6}")]
    public void One_spelling_as_rfc_8785_has_it(string json, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.Deserialize<JsonElement>(json))));
}
