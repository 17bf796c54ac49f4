namespace StudioOps.JsonSchema.Tests;

public sealed class RefusedSchemaTests
{
    [Theory]
    [InlineData("""{"patternProperties":{}}""", "/patternProperties")]
    [InlineData("""{"if":{},"then":{}}""", "/if")]
    [InlineData("""{"multipleOf":2}""", "/multipleOf")]
    [InlineData("""{"nullable":true}""", "/nullable")]
    [InlineData("""{"Type":"string"}""", "/Type")]
    [InlineData("""{"properties":{"a/b":{"typ":"string"}}}""", "/properties/a~1b/typ")]
    [InlineData("""{"anyOf":[{"uniqueItems":true}]}""", "/anyOf/0/uniqueItems")]
    [InlineData("""{"$defs":{"unused":{"contains":{}}}}""", "/$defs/unused/contains")]
    [InlineData("""{"type":"text"}""", "/type")]
    [InlineData("""{"type":[]}""", "/type")]
    [InlineData("""{"enum":[]}""", "/enum")]
    [InlineData("""{"minimum":"3"}""", "/minimum")]
    [InlineData("""{"minLength":-1}""", "/minLength")]
    [InlineData("""{"maxItems":1.5}""", "/maxItems")]
    [InlineData("""{"required":"a"}""", "/required")]
    [InlineData("""{"required":[1]}""", "/required")]
    [InlineData("""{"properties":[]}""", "/properties")]
    [InlineData("""{"items":[{"type":"string"}]}""", "/items")]
    [InlineData("""{"allOf":[]}""", "/allOf")]
    [InlineData("""{"pattern":"(a"}""", "/pattern")]
    [InlineData("""{"pattern":"(?=a)b"}""", "/pattern")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern")]
    [InlineData("""{"$ref":"#/nowhere"}""", "")]
    [InlineData("""{"$ref":"https://example.com/schema.json"}""", "")]
    [InlineData("""{"$ref":"#"}""", "")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}}""", "/$defs/a")]
    [InlineData("7", "")]
    [InlineData("{", "")]
    public void What_cannot_be_done_is_refused_with_its_place(string schema, string pointer) =>
        Assert.Equal(pointer, Assert.Throws<SchemaException>(() => Schema.Parse(schema)).Pointer);

    [Fact]
    public void A_pattern_that_would_blow_up_elsewhere_answers_at_once()
    {
        var schema = Schema.Parse("""{"pattern":"^(a+)+$"}""");

        Assert.Single(schema.Validate(System.Text.Json.JsonSerializer.SerializeToElement(new string('a', 100_000) + "b")));
    }
}
