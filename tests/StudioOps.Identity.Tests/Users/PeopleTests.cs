using System.Net;
using System.Text.Json;
using StudioOps.Identity.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Users;

public sealed class PeopleTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Operators_see_everyone_with_their_tenants()
    {
        using var client = identity.Operator(Permissions.UsersRead);
        var items = (await (await client.GetAsync("/api/v1/users?limit=200")).JsonAsync()).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(10, items.Count);
        var olivia = items.Single(i => i.GetProperty("email").GetString() == "olivia@northwind.example");
        Assert.Equal("Northwind Studio", olivia.GetProperty("memberships")[0].GetProperty("tenantName").GetString());
        Assert.True(items.Single(i => i.GetProperty("email").GetString() == "ada@studioops.example").GetProperty("mfa").GetBoolean());
        Assert.DoesNotContain(items, i => i.ToString().Contains("hash", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("tenant=northwind", 3)]
    [InlineData("tenant=0198f000-0000-7000-8000-000000000002", 3)]
    [InlineData("tenant=nowhere", 0)]
    [InlineData("role=TENANT_OWNER", 2)]
    [InlineData("role=SUPERUSER", 1)]
    [InlineData("search=OLIVIA", 1)]
    [InlineData("search=%25", 0)]
    [InlineData("search=_", 0)]
    public async Task They_filter_and_search(string query, int expected)
    {
        using var client = identity.Operator(Permissions.UsersRead);
        Assert.Equal(expected, (await (await client.GetAsync("/api/v1/users?" + query)).JsonAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat()
    {
        using var client = identity.Operator(Permissions.UsersRead);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await (await client.GetAsync("/api/v1/users?limit=3" + (cursor is null ? "" : "&cursor=" + cursor))).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(10, seen.Count);
        Assert.Equal(10, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_tenant_sees_its_own_people_only_whatever_it_asks_for()
    {
        using var client = identity.Member(IdentityFixture.Northwind, Permissions.UsersRead);
        foreach (var query in new[] { "", "?tenant=fabrikam", "?role=SUPERUSER", "?search=fabrikam" })
        {
            var items = (await (await client.GetAsync("/api/v1/users" + query)).JsonAsync()).GetProperty("items").EnumerateArray().ToList();
            Assert.All(items, i => Assert.EndsWith("@northwind.example", i.GetProperty("email").GetString(), StringComparison.Ordinal));
            Assert.Equal(query.Length == 0 ? 3 : 0, items.Count);
        }
    }

    [Fact]
    public async Task Without_the_permission_there_is_no_list()
    {
        using var client = identity.Operator(Permissions.TenantsRead);
        var answer = await client.GetAsync("/api/v1/users");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("permission.missing", await answer.ProblemCodeAsync());
        using var anonymous = identity.Anonymous();
        Assert.Equal("token.missing", await (await anonymous.GetAsync("/api/v1/users")).ProblemCodeAsync());
    }

    [Fact]
    public async Task Everyone_can_read_who_they_are()
    {
        var tokens = await SignIn.Portal(identity, "northwind").TokensAsync("olivia@northwind.example");
        using var client = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);
        var me = await (await client.GetAsync("/api/v1/me")).JsonAsync();
        Assert.Equal("Olivia Hart", me.GetProperty("name").GetString());
        Assert.Equal("olivia@northwind.example", me.GetProperty("email").GetString());
        Assert.Equal("northwind", me.GetProperty("tenant").GetProperty("slug").GetString());
        Assert.Contains("profile.read", me.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public async Task Who_one_is_is_told_also_when_the_flag_service_does_not_answer_and_that_is_said()
    {
        var tokens = await SignIn.Portal(identity, "northwind").TokensAsync("olivia@northwind.example");
        using var member = identity.ClientBearing(tokens.GetProperty("access_token").GetString()!);

        var me = await (await member.GetAsync("/api/v1/me")).JsonAsync();

        Assert.Equal("Olivia Hart", me.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, me.GetProperty("feature_flags").ValueKind);
        Assert.Equal("unavailable", me.GetProperty("feature_flags_state").GetString());
        using var client = identity.Operator(Permissions.ProfileRead);
        Assert.Equal(JsonValueKind.Null, (await (await client.GetAsync("/api/v1/me")).JsonAsync()).GetProperty("feature_flags_state").ValueKind);
    }
}
