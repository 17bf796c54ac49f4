using System.Net;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Overriding;

public sealed class OverrideTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task An_override_is_seen_by_itself_and_touches_no_other_tenant()
    {
        var (acme, globex) = (service.Member(FlagServiceFixture.Acme), service.Member(FlagServiceFixture.Globex));
        Assert.False(await ValueAsync(acme, "stripe_payments"));
        var tagOfGlobex = (await FlagServiceFixture.EvaluateAsync(globex, null, new { })).Headers.ETag;

        var set = await service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = "stripe_payments", tenant = "acme", value = true, reason = "pilot" });
        await Eventually.TrueAsync(() => ValueAsync(acme, "stripe_payments"), "the override is seen");

        Assert.False(await ValueAsync(globex, "stripe_payments"));
        Assert.Equal(tagOfGlobex, (await FlagServiceFixture.EvaluateAsync(globex, null, new { })).Headers.ETag);
        var stored = await set.JsonAsync();
        var announced = Assert.Single(await service.AnnouncedAsync<OverrideSet>(), one => one.FlagKey == "stripe_payments");
        Assert.Equal((FlagServiceFixture.Acme, "tenant", "true", stored.GetProperty("revision").GetInt64()), (announced.TenantId, announced.Level, announced.Value, announced.Revision));
        var audit = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), record => record.ObjectId == announced.OverrideId.ToString());
        Assert.Equal(("override.set", "pilot", FlagServiceFixture.Acme), (audit.Action, audit.Reason, audit.TenantId));
        Assert.Contains(new FieldChange("value", null, "true"), audit.Changes);
    }

    [Fact]
    public async Task A_user_outranks_the_tenant_and_removing_both_leaves_the_default()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.OverrideAsync(key, "acme", true);
        await service.OverrideAsync(key, "acme", false, user: "ada");
        var acme = service.Member(FlagServiceFixture.Acme);

        Assert.False(await ValueAsync(acme, key, "ada"));
        Assert.True(await ValueAsync(acme, key, "bob"));
        await RemoveAsync(key, "ada");
        Assert.True(await ValueAsync(acme, key, "ada"));
        await RemoveAsync(key, null);
        Assert.False(await ValueAsync(acme, key, "ada"));
        Assert.Equal("override.not-found", await (await DeleteAsync(key, null)).ProblemCodeAsync());
        Assert.Equal(2, (await service.AnnouncedAsync<OverrideRemoved>()).Count(removed => removed.FlagKey == key));
    }

    [Fact]
    public async Task An_override_ends_by_the_clock_and_the_tag_changes_with_it()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.OverrideAsync(key, "acme", true, expiresAt: service.Clock.GetUtcNow().AddSeconds(20));
        var acme = service.Member(FlagServiceFixture.Acme);
        var before = await FlagServiceFixture.EvaluateAsync(acme, null, new { });
        Assert.True(await ValueAsync(acme, key));

        service.Clock.Advance(TimeSpan.FromSeconds(20));

        Assert.False(await ValueAsync(acme, key));
        var after = await FlagServiceFixture.EvaluateAsync(acme, null, new { }, before.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","value":"yes","reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.value-type")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","value":null,"reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.value-type")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","value":true,"reason":"because","expiresAt":"2020-01-01T00:00:00Z"}""", HttpStatusCode.UnprocessableEntity, "override.expired")]
    [InlineData("""{"flag":"nowhere","tenant":"acme","value":true,"reason":"because"}""", HttpStatusCode.NotFound, "flag.not-found")]
    [InlineData("""{"flag":"stripe_payments","tenant":"initech","value":true,"reason":"because"}""", HttpStatusCode.NotFound, "tenant.not-found")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","value":true,"reason":""}""", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.value-type")]
    public async Task An_override_that_cannot_be_obeyed_is_refused_and_changes_nothing(string body, HttpStatusCode status, string code)
    {
        var before = await service.ScalarAsync<long>("select value from revision");

        var answer = await service.Operator().PutAsync("/api/v1/overrides", new StringContent(body, null, "application/json"));

        Assert.Equal((status, code), (answer.StatusCode, await answer.ProblemCodeAsync()));
        Assert.Equal(before, await service.ScalarAsync<long>("select value from revision"));
    }

    [Fact]
    public async Task Setting_it_anew_replaces_it_and_a_stale_if_match_does_not()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "string", variants = new[] { new { name = "a", value = "A" }, new { name = "b", value = "B" } }, onVariant = "a", offVariant = "b" });
        var first = await service.OverrideAsync(key, "acme", "A");
        var second = await service.OverrideAsync(key, FlagServiceFixture.Acme.ToString(), "mauve");
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/api/v1/overrides") { Content = JsonContent.Create(new { flag = key, tenant = "acme", value = "B", reason = "too late" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", $"\"{first.GetProperty("revision").GetInt64()}\"");

        Assert.Equal("precondition.failed", await (await service.Operator().SendAsync(stale)).ProblemCodeAsync());
        Assert.Equal(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        var listed = (await (await service.Operator().GetAsync($"/api/v1/overrides?flag={key}")).JsonAsync()).GetProperty("items");
        Assert.Equal("mauve", Assert.Single(listed.EnumerateArray()).GetProperty("value").GetString());
    }

    [Fact]
    public async Task Ten_at_once_lose_nothing()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = key, tenant = "acme", value = true, user = $"user-{i}", reason = "all at once" })));

        var revisions = new List<long>();
        foreach (var answer in answers)
        {
            revisions.Add((await answer.JsonAsync()).GetProperty("revision").GetInt64());
        }

        Assert.Equal(10, revisions.Distinct().Count());
        await service.ServedAsync(revisions.Max());
        foreach (var i in Enumerable.Range(0, 10))
        {
            Assert.True(await ValueAsync(service.Member(FlagServiceFixture.Acme), key, $"user-{i}"));
        }
    }

    private static async Task<bool> ValueAsync(HttpClient caller, string key, string? targetingKey = null) =>
        (await (await FlagServiceFixture.EvaluateAsync(caller, key, new { targetingKey })).JsonAsync()).GetProperty("value").GetBoolean();

    private Task<HttpResponseMessage> DeleteAsync(string key, string? user) => service.Operator().SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, "/api/v1/overrides") { Content = JsonContent.Create(new { flag = key, tenant = "acme", user, reason = "no longer needed" }) });

    private async Task RemoveAsync(string key, string? user)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(key, user)).StatusCode);
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
    }
}
