using System.Net;
using System.Text;
using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.ServiceDefaults.Tests;

public sealed class ProblemTests(TestService service) : IClassFixture<TestService>
{
    [Theory]
    [InlineData("""{"title":""", "application/json", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"title":"Music","count":"three"}""", "application/json", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"title":"Music","count":3,"colour":"red"}""", "application/json", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"title":"M","count":3}""", "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"count":3}""", "application/json", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("title=Music", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "request.content-type")]
    public async Task What_is_wrong_with_a_body_has_a_status_and_a_code(string body, string type, HttpStatusCode status, string code)
    {
        var response = await service.Client("shelves.write").PostAsync("/shelves", new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, await response.ProblemCodeAsync());
    }

    [Fact]
    public async Task Fields_are_named_as_callers_write_them()
    {
        var response = await service.Client("shelves.write").PostAsync("/shelves", new StringContent("""{"title":"M","count":3}""", Encoding.UTF8, "application/json"));

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty("title", out _));
    }

    [Fact]
    public async Task A_bug_is_a_500_that_tells_no_secrets()
    {
        var response = await service.Client("shelves.read").GetAsync("/broken");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("server.error", await response.ProblemCodeAsync());
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem_too() =>
        Assert.Equal("resource.not-found", await (await service.Client("shelves.read").GetAsync("/nowhere")).ProblemCodeAsync());

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_open_and_says_one_word(string path) =>
        Assert.Equal("""{"status":"healthy"}""", await service.Client().GetStringAsync(path));
}
