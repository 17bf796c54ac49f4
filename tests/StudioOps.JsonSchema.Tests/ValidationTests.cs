using System.Text.Json;

namespace StudioOps.JsonSchema.Tests;

public sealed class ValidationTests
{
    /// <summary>Schema, instance, and the errors as <c>pointer keyword</c>; none when valid.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "true", "1", "" },
        { "false", "1", " false" },
        { "{}", """{"a":[1,null]}""", "" },

        { """{"type":"null"}""", "null", "" },
        { """{"type":"boolean"}""", "false", "" },
        { """{"type":"object"}""", "[]", " type" },
        { """{"type":"array"}""", "{}", " type" },
        { """{"type":"string"}""", "1", " type" },
        { """{"type":"number"}""", "\"1\"", " type" },
        { """{"type":"integer"}""", "1", "" },
        { """{"type":"integer"}""", "1.0", "" },
        { """{"type":"integer"}""", "-12.50e1", "" },
        { """{"type":"integer"}""", "1.5", " type" },
        { """{"type":"integer"}""", "1e-30", " type" },
        { """{"type":"integer"}""", "0.0e-9", "" },
        { """{"type":"integer"}""", "1e400", "" },
        { """{"type":"integer"}""", "123456789012345678901234567890123456789", "" },
        { """{"type":["string","null"]}""", "null", "" },
        { """{"type":["string","null"]}""", "0", " type" },

        { """{"enum":["a",1,{"b":[1]}]}""", """{"b":[1.0]}""", "" },
        { """{"enum":["a",1]}""", "\"A\"", " enum" },
        { """{"const":null}""", "null", "" },
        { """{"const":null}""", "false", " const" },
        { """{"const":{"a":1,"b":2}}""", """{"b":2,"a":1}""", "" },

        { """{"minimum":3}""", "3", "" },
        { """{"minimum":3}""", "2.9999999999999999999", " minimum" },
        { """{"maximum":3}""", "4", " maximum" },
        { """{"exclusiveMinimum":3}""", "3", " exclusiveMinimum" },
        { """{"exclusiveMaximum":3}""", "3.0", " exclusiveMaximum" },
        { """{"maximum":1e300}""", "1e301", " maximum" },
        { """{"minimum":9007199254740993}""", "9007199254740992", " minimum" },
        { """{"minimum":3}""", "\"2\"", "" },

        { """{"minLength":2}""", "\"a\"", " minLength" },
        { """{"maxLength":1}""", "\"𝄞\"", "" },
        { """{"maxLength":1}""", "\"ab\"", " maxLength" },
        { """{"minItems":1}""", "[]", " minItems" },
        { """{"maxItems":1}""", "[1,2]", " maxItems" },
        { """{"minProperties":1}""", "{}", " minProperties" },
        { """{"maxProperties":1}""", """{"a":1,"b":2}""", " maxProperties" },

        { """{"pattern":"^/"}""", "\"/a\"", "" },
        { """{"pattern":"b"}""", "\"abc\"", "" },
        { """{"pattern":"^a$"}""", "\"a\\n\"", " pattern" },
        { """{"pattern":"^[$]$"}""", "\"$\"", "" },
        { """{"pattern":"^\\d+$"}""", "\"12\"", "" },
        { """{"pattern":"^\\d+$"}""", "\"١٢\"", " pattern" },
        { """{"pattern":"^[\\w-]+$"}""", "\"a_b-1\"", "" },
        { """{"pattern":"^\\w$"}""", "\"ß\"", " pattern" },

        { """{"required":["a","b"]}""", """{"a":null}""", " required" },
        { """{"required":["a"]}""", "[]", "" },
        { """{"properties":{"a":{"type":"string"}}}""", """{"a":1,"b":2}""", "/a type" },
        { """{"properties":{"a/b":{"properties":{"~":{"type":"string"}}}}}""", """{"a/b":{"~":1}}""", "/a~1b/~0 type" },
        { """{"properties":{"a":true},"additionalProperties":false}""", """{"a":1,"b":2}""", "/b additionalProperties" },
        { """{"additionalProperties":{"type":"string"}}""", """{"a":"x","b":2}""", "/b type" },
        { """{"items":{"items":{"type":"integer"}}}""", "[[1],[2,true]]", "/1/1 type" },

        { """{"allOf":[{"type":"string"},{"minLength":2}]}""", "\"a\"", " minLength" },
        { """{"anyOf":[{"type":"string"},{"type":"null"}]}""", "null", "" },
        { """{"anyOf":[{"type":"string"},{"type":"null"}]}""", "1", " anyOf, type" },
        { """{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1.5", "" },
        { """{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1", " oneOf" },
        { """{"oneOf":[{"properties":{"k":{"const":"a"},"v":{"type":"string"}}},{"properties":{"k":{"const":"b"},"v":{"type":"null"}}}]}""", """{"k":"b","v":1}""", " oneOf,/v type" },
        { """{"not":{"type":"string"}}""", "\"a\"", " not" },
        { """{"not":{"type":"string"}}""", "1", "" },

        { """{"$ref":"#/$defs/name","$defs":{"name":{"type":"string"}}}""", "1", " type" },
        { """{"$ref":"#/$defs/a~1b%25","$defs":{"a/b%":{"type":"string"}}}""", "1", " type" },
        { """{"properties":{"next":{"$ref":"#"},"value":{"type":"integer"}}}""", """{"value":1,"next":{"next":{"value":"x"}}}""", "/next/next/value type" },
        { """{"$ref":"#/$defs/x","maxLength":1,"$defs":{"x":{"type":"string"}}}""", "\"ab\"", " maxLength" },

        { """{"title":"t","description":"d","default":1,"examples":[1],"format":"date-time","$schema":"s","$id":"i","$comment":"c","deprecated":true,"x-own":{}}""", "\"no date\"", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_instance_has_exactly_these_errors(string schema, string instance, string expected)
    {
        var errors = Schema.Parse(schema).Validate(JsonSerializer.Deserialize<JsonElement>(instance));

        Assert.Equal(expected, string.Join(',', errors.Select(error => $"{error.Path} {error.Keyword}")));
    }

    [Fact]
    public void An_error_reads_as_a_sentence_with_its_place()
    {
        var error = Assert.Single(Schema.Parse("""{"properties":{"age":{"minimum":18}}}""").Validate(JsonSerializer.Deserialize<JsonElement>("""{"age":7}""")));

        Assert.Equal("/age: This must be at least 18. (minimum)", error.ToString());
    }

    [Fact]
    public void A_part_of_a_larger_document_is_a_schema_of_its_own()
    {
        var document = JsonSerializer.Deserialize<JsonElement>("""{"openapi":"3.1.0","components":{"schemas":{"key":{"type":"string"},"flag":{"properties":{"key":{"$ref":"#/components/schemas/key"}}}}}}""");

        Assert.Equal("/key", Assert.Single(Schema.Compile(document, "/components/schemas/flag").Validate(JsonSerializer.Deserialize<JsonElement>("""{"key":1}"""))).Path);
    }
}
