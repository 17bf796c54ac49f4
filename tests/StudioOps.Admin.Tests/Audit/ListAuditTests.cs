using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Testing;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Admin.Tests.Audit;

public sealed class ListAuditTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    private readonly string _source = AdminFixture.NewSource();
    private readonly Guid _tenant = Guid.CreateVersion7();

    [Fact]
    public async Task Pages_follow_each_other_newest_first_without_loss_or_repetition()
    {
        await admin.ChainAsync([.. Enumerable.Range(1, 7).Select(number => admin.Record(_source, number, _tenant, with: r => r with { OccurredAt = AdminFixture.Now.AddSeconds(number / 2) }))]);
        using var client = admin.Operator("audit.read");

        List<string?> seen = [];
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/audit?tenant={_tenant}&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal([.. Enumerable.Range(1, 7).Reverse().Select(number => $"{_source}-{number}")], seen);
    }

    [Fact]
    public async Task A_row_tells_who_what_why_and_how_to_follow_it()
    {
        await admin.DeliverAsync(new TenantCreated(_tenant, 1, new TenantDetails("acme-1", "Acme One", "pro", "schema", "active", "a@b.example", null), Actor.System("test"), AdminFixture.Now));
        await admin.ChainAsync(admin.Record(_source, 1, _tenant, "tenant.suspended", r => r with { Actor = new Actor("user-1", "Olivia Owner", "operator-2", "Sue Support") }));
        using var client = admin.Operator("audit.read");

        var row = Assert.Single((await client.GetFromJsonAsync<JsonElement>("/api/v1/audit?tenant=acme-1")).GetProperty("items").EnumerateArray());

        Assert.Equal("acme-1", row.GetProperty("tenant").GetProperty("slug").GetString());
        Assert.Equal("Olivia Owner", row.GetProperty("actor").GetProperty("name").GetString());
        Assert.Equal("Sue Support", row.GetProperty("actingOperator").GetProperty("name").GetString());
        Assert.Equal("Because of 1", row.GetProperty("reason").GetString());
        Assert.Equal("Alt", row.GetProperty("changes")[0].GetProperty("before").GetString());
        Assert.Equal("request-1", row.GetProperty("correlationId").GetString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", row.GetProperty("traceId").GetString());
        Assert.Equal(64, row.GetProperty("hash").GetString()!.Length);
    }

    [Theory]
    [InlineData("action=plan.changed", "2")]
    [InlineData("action=plan.*", "2 3")]
    [InlineData("action=plan.", "")]
    [InlineData("actor=sue", "3")]
    [InlineData("actor=operator-2", "3")]
    [InlineData("objectType=thing&objectId=thing-4", "4")]
    [InlineData("from=2026-03-02T09:30:03Z", "3 4")]
    [InlineData("from=2026-03-02T10:30:02%2B01:00&to=2026-03-02T09:30:03Z", "2")]
    [InlineData("q=THING 4", "4")]
    [InlineData("q=because of 1", "1")]
    [InlineData("q=100%25", "")]
    [InlineData("q=_____", "")]
    [InlineData("q=plan", "2 3")]
    public async Task Filters_narrow_the_list(string query, string numbers)
    {
        string[] actions = ["thing.changed", "plan.changed", "plan.priced", "thing.changed"];
        await admin.ChainAsync([.. actions.Select((action, i) => admin.Record(_source, i + 1, _tenant, action, r => r with
        {
            OccurredAt = AdminFixture.Now.AddSeconds(i + 1),
            Actor = i == 2 ? new Actor("user-1", "Olivia Owner", "operator-2", "Sue Support") : r.Actor,
        }))]);
        using var client = admin.Operator("audit.read");

        var page = await client.GetFromJsonAsync<JsonElement>($"/api/v1/audit?tenant={_tenant}&{query}");

        Assert.Equal(numbers, string.Join(' ', page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("number").GetInt64()).Order()));
    }

    [Fact]
    public async Task The_platforms_own_rows_are_found_by_name()
    {
        await admin.ChainAsync(admin.Record(_source, 1, null, "role.changed"));
        using var client = admin.Operator("audit.read");

        var rows = (await client.GetFromJsonAsync<JsonElement>("/api/v1/audit?tenant=platform&action=role.changed")).GetProperty("items");

        Assert.Equal(JsonValueKind.Null, Assert.Single(rows.EnumerateArray()).GetProperty("tenant").ValueKind);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=999")]
    [InlineData("cursor=rubbish")]
    [InlineData("cursor=WyJ4IiwieSJd")]
    [InlineData("sort=actor")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-03-02T10:00:00Z&to=2026-03-02T10:00:00Z")]
    [InlineData("q=%00")]
    [InlineData("tenant=%00")]
    public async Task What_makes_no_sense_is_refused_by_name(string query)
    {
        using var client = admin.Operator("audit.read");

        using var response = await client.GetAsync($"/api/v1/audit?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("request.", await response.ProblemCodeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/audit")]
    [InlineData("/api/v1/audit/verification")]
    [InlineData("/api/v1/audit/export")]
    public async Task Without_the_permission_nothing_is_told(string path)
    {
        using var anonymous = admin.Anonymous();
        using var unpermitted = admin.Operator("tenants.read");

        using var unknown = await anonymous.GetAsync(path);
        using var refused = await unpermitted.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (refused.StatusCode, await refused.ProblemCodeAsync()));
    }
}
