using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Overriding;

/// <summary>Who is overridden for whom, who answers for it, and where it is found again.</summary>
public sealed class OverrideRecordTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task The_user_comes_before_the_role_before_the_tenant_before_the_partner()
    {
        var key = await TextFlagAsync();
        var acme = service.Member(FlagServiceFixture.Acme);
        object[] weakestFirst = [new { partner = "north" }, new { tenant = "acme" }, new { tenant = "acme", role = "TENANT_OWNER" }, new { tenant = "acme", user = "ada" }];
        string[] values = ["by partner", "by tenant", "by role", "by user"];
        for (var i = 0; i < values.Length; i++)
        {
            await SetAsync(key, weakestFirst[i], values[i]);
            Assert.Equal(values[i], await AnswerAsync(acme, key, "ada"));
        }

        Assert.Equal("by role", await AnswerAsync(acme, key, "bob"));
        for (var i = values.Length - 1; i > 0; i--)
        {
            await RemoveAsync(key, weakestFirst[i]);
            Assert.Equal(values[i - 1], await AnswerAsync(acme, key, "ada"));
        }

        await RemoveAsync(key, weakestFirst[0]);
        Assert.Equal("nothing", await AnswerAsync(acme, key, "ada"));
    }

    [Fact]
    public async Task What_is_decided_for_a_partner_reaches_its_tenants_those_that_join_and_nobody_else()
    {
        var (key, late) = (await TextFlagAsync(), new Guid("018f0000-0000-7000-8000-0000000000f1"));
        await service.KnowAsync(late, "late", "pro", "active", null);
        var globex = service.Member(FlagServiceFixture.Globex);
        var tag = (await FlagServiceFixture.EvaluateAsync(globex, null, new { })).Headers.ETag!;

        await SetAsync(key, new { partner = FlagServiceFixture.North.ToString() }, "for north");

        Assert.Equal("for north", await AnswerAsync(service.Member(FlagServiceFixture.Acme), key));
        Assert.Equal(HttpStatusCode.NotModified, (await FlagServiceFixture.EvaluateAsync(globex, null, new { }, tag.ToString())).StatusCode);
        Assert.Equal("nothing", await AnswerAsync(service.Member(late), key));
        await service.KnowAsync(late, "late", "pro", "active", FlagServiceFixture.North);
        Assert.Equal("for north", await AnswerAsync(service.Member(late), key));
        await service.KnowAsync(late, "late", "pro", "active", null);
        Assert.Equal("nothing", await AnswerAsync(service.Member(late), key));
        var announced = Assert.Single(await service.AnnouncedAsync<PartnerOverrideSet>(), set => set.FlagKey == key);
        Assert.Equal((FlagServiceFixture.North, "\"for north\""), (announced.PartnerId, announced.Value));
        Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), record => record.ObjectId == announced.OverrideId.ToString() && record.Action == "override.set");
    }

    [Fact]
    public async Task Of_several_roles_the_lowest_rank_speaks()
    {
        var key = await TextFlagAsync();
        await SetAsync(key, new { tenant = "acme", role = "teacher", rank = 20 }, "as teacher");
        await SetAsync(key, new { tenant = "acme", role = "parent", rank = 10 }, "as parent");
        var context = new { tenant = "acme", targetingKey = "eve", roles = new[] { "teacher", "parent" } };

        Assert.Equal("as parent", await AskAsync(key, context));
        await SetAsync(key, new { tenant = "acme", role = "parent", rank = 30 }, "as parent");
        Assert.Equal("as teacher", await AskAsync(key, context));
    }

    [Fact]
    public async Task A_record_says_who_answers_for_it_and_is_found_from_the_flag_the_tenant_and_the_partner()
    {
        var key = await TextFlagAsync();
        await SetAsync(key, new { tenant = "acme", owner = "Olga", ticket = "SUP-118" }, "a");
        await SetAsync(key, new { tenant = "globex" }, "b");
        await SetAsync(key, new { partner = "north" }, "c");

        var ofGlobex = Assert.Single(await ListAsync($"flag={key}&tenant=globex"));
        Assert.Equal("b", ofGlobex.GetProperty("value").GetString());
        Assert.Equal(["a", "b", "c"], (await ListAsync($"flag={key}")).Select(Value));
        Assert.Equal(["a", "c"], (await ListAsync($"flag={key}&tenant=acme")).Select(Value));
        var ofPartner = Assert.Single(await ListAsync($"flag={key}&partner=north"));
        Assert.Equal(("partner", FlagServiceFixture.North), (ofPartner.GetProperty("level").GetString(), ofPartner.GetProperty("partnerId").GetGuid()));
        var first = await (await service.Operator().GetAsync($"/api/v1/overrides?flag={key}&limit=2")).JsonAsync();
        var rest = await (await service.Operator().GetAsync($"/api/v1/overrides?flag={key}&limit=2&cursor={first.GetProperty("nextCursor").GetString()}")).JsonAsync();
        Assert.Equal(["c"], rest.GetProperty("items").EnumerateArray().Select(Value));
        var record = first.GetProperty("items")[0];
        Assert.Equal(("Olga", "SUP-118", "Ada Operator"), (record.GetProperty("owner").GetString(), record.GetProperty("ticket").GetString(), record.GetProperty("setBy").GetString()));
        Assert.Equal(["a"], (await ListAsync($"flag={key}", service.Member(FlagServiceFixture.Acme))).Select(Value));
    }

    [Theory]
    [InlineData("""{"flag":"stripe_payments","value":true,"reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.subject")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","partner":"north","value":true,"reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.subject")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","user":"ada","role":"teacher","value":true,"reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.subject")]
    [InlineData("""{"flag":"stripe_payments","partner":"south","value":true,"reason":"because"}""", HttpStatusCode.NotFound, "partner.not-found")]
    [InlineData("""{"flag":"stripe_payments","partner":"north","value":"yes","reason":"because"}""", HttpStatusCode.UnprocessableEntity, "override.value-type")]
    [InlineData("""{"flag":"stripe_payments","tenant":"acme","role":"teacher","rank":-1,"value":true,"reason":"because"}""", HttpStatusCode.BadRequest, "request.invalid")]
    public async Task Whoever_is_not_named_clearly_is_not_overridden(string body, HttpStatusCode status, string code)
    {
        var before = await service.ScalarAsync<long>("select value from revision");

        var answer = await service.Operator().PutAsync("/api/v1/overrides", new StringContent(body, null, "application/json"));

        Assert.Equal((status, code), (answer.StatusCode, await answer.ProblemCodeAsync()));
        Assert.Equal(before, await service.ScalarAsync<long>("select value from revision"));
    }

    [Fact]
    public async Task A_tenant_decides_nothing_for_its_partner()
    {
        var member = service.Member(FlagServiceFixture.Acme);

        var set = await member.PutAsJsonAsync("/api/v1/overrides", new { flag = "stripe_payments", partner = "north", value = true, reason = "for all of us" });
        var remove = await SendAsync(member, "stripe_payments", new { partner = "north" });

        Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (set.StatusCode, await set.ProblemCodeAsync()));
        Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (remove.StatusCode, await remove.ProblemCodeAsync()));
        Assert.Equal(0, await service.ScalarAsync<long>("select count(*) from partner_overrides where flag_key = 'stripe_payments'"));
    }

    private static string? Value(JsonElement record) => record.GetProperty("value").GetString();

    private async Task<string> TextFlagAsync()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "string", variants = new[] { new { name = "a", value = "something" }, new { name = "b", value = "nothing" } }, onVariant = "a", offVariant = "b" });
        return key;
    }

    private async Task SetAsync(string flag, object subject, string value)
    {
        service.Clock.Advance(TimeSpan.FromMilliseconds(1)); // oldest first: records of one moment are in no order
        var body = JsonSerializer.SerializeToNode(subject)!.AsObject();
        (body["flag"], body["value"], body["reason"]) = (flag, value, "a test asked for it");
        var set = await (await service.Operator().PutAsJsonAsync("/api/v1/overrides", body)).JsonAsync();
        await service.ServedAsync(set.GetProperty("revision").GetInt64());
    }

    private async Task RemoveAsync(string flag, object subject)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(service.Operator(), flag, subject)).StatusCode);
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient caller, string flag, object subject)
    {
        var body = JsonSerializer.SerializeToNode(subject)!.AsObject();
        (body["flag"], body["reason"]) = (flag, "no longer needed");
        return caller.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/overrides") { Content = JsonContent.Create(body) });
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string query, HttpClient? caller = null) =>
        [.. (await (await (caller ?? service.Operator()).GetAsync($"/api/v1/overrides?{query}")).JsonAsync()).GetProperty("items").EnumerateArray()];

    private static async Task<string?> AnswerAsync(HttpClient caller, string key, string? targetingKey = null) =>
        Value(await (await FlagServiceFixture.EvaluateAsync(caller, key, new { targetingKey })).JsonAsync());

    private async Task<string?> AskAsync(string key, object context) =>
        Value(await (await FlagServiceFixture.EvaluateAsync(service.Operator(), key, context)).JsonAsync());
}
