using System.Net;
using System.Text.Json;
using StudioOps.Admin.Infrastructure;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests.Infrastructure;

public sealed class InfrastructureTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    [Fact]
    public async Task Operators_see_every_neighbour_as_it_is_and_what_is_only_planned_apart()
    {
        using var client = admin.Operator("infrastructure.read");
        var shown = await Eventually.GetAsync(
            async () =>
            {
                var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/infrastructure");
                return Live(answer).Values.Any(neighbour => Text(neighbour, "state") == "unknown") ? null : (object)answer;
            }, "every neighbour was asked");
        var (infrastructure, live) = ((JsonElement)shown, Live((JsonElement)shown));

        Assert.Equal(["identity", "postgres", "rabbitmq", "redis"], live.Keys.Order(StringComparer.Ordinal));
        foreach (var server in new[] { "postgres", "redis", "rabbitmq" })
        {
            Assert.Contains(Text(live[server], "state"), new[] { "up", "degraded" });
            Assert.True(live[server].GetProperty("milliseconds").GetDouble() > 0);
            Assert.True(live[server].GetProperty("history").GetArrayLength() > 0);
        }

        Assert.Equal("down", Text(live["identity"], "state"));
        Assert.False(string.IsNullOrEmpty(Text(live["identity"].GetProperty("lastError"), "message")));
        Assert.Equal(["mail", "mail-directory", "file-spaces"], infrastructure.GetProperty("planned").EnumerateArray().Select(planned => Text(planned, "name")));
        Assert.DoesNotContain("assword", infrastructure.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("guest", infrastructure.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_sees_it()
    {
        foreach (var (client, status, code) in new[]
        {
            (admin.Anonymous(), HttpStatusCode.Unauthorized, "token.missing"), (admin.Operator("profile.read"), HttpStatusCode.Forbidden, "permission.missing"),
            (admin.Member(Guid.CreateVersion7()), HttpStatusCode.Forbidden, "permission.missing"),
        })
        {
            using var response = await client.GetAsync("/api/v1/infrastructure");
            Assert.Equal((status, code), (response.StatusCode, await response.ProblemCodeAsync()));
        }
    }

    [Fact]
    public void What_is_configured_is_probed_where_it_is_and_without_its_credentials()
    {
        var read = NeighbourhoodReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:tenant:http:0"] = "http://tenant.internal:8081", ["services:broken:http:0"] = "not an address",
            ["ConnectionStrings:admin"] = "Host=db.internal;Port=6432;Username=admin_serving;Password=geheim;Database=admin",
            ["ConnectionStrings:redis"] = "one:6379,two,password=geheim", ["ConnectionStrings:rabbitmq"] = "amqp://guest:geheim@broker.internal",
            ["Mail:Endpoint"] = "smtp://user:geheim@[::1]", ["FileSpaces:Endpoint"] = "https://files.example/graph",
        }).Build());

        Assert.Equal(
            ["http://tenant.internal:8081", "postgres://db.internal:6432", "redis://one:6379", "redis://two:6379", "amqp://broker.internal:5672", "smtp://[::1]:25", "https://files.example:443"],
            read.Live.Select(neighbour => neighbour.Target));
        Assert.Equal(["mail-directory"], read.Planned.Select(planned => planned.Name));
    }

    private static Dictionary<string, JsonElement> Live(JsonElement answer) => answer.GetProperty("live").EnumerateArray().ToDictionary(neighbour => Text(neighbour, "name")!);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
