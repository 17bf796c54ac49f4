using System.Net;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Evaluating;

public sealed class ActiveFlagsTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task A_new_tenants_answers_are_all_off()
    {
        var active = await (await service.Member(Globex, "flags.evaluate").GetAsync("/api/v1/flags/active")).JsonAsync();

        Assert.Equal(Globex, active.GetProperty("tenantId").GetGuid());
        Assert.Equal(12, active.GetProperty("flags").EnumerateObject().Count());
        Assert.All(active.GetProperty("flags").EnumerateObject(), flag => Assert.False(flag.Value.GetProperty("value").GetBoolean()));
    }

    [Fact]
    public async Task One_flag_comes_with_its_reason_for_the_caller_itself()
    {
        await service.OverrideAsync("practice_rooms", "acme", true, user: $"member-of-{Acme:n}");

        var own = await (await service.Member(Acme, "flags.evaluate").GetAsync("/api/v1/flags/check?key=practice_rooms")).JsonAsync();
        var asked = await (await service.Operator("flags.evaluate.any").GetAsync($"/api/v1/flags/check?key=practice_rooms&tenant=acme&user=member-of-{Acme:n}")).JsonAsync();
        var other = await (await service.Operator("flags.evaluate.any").GetAsync("/api/v1/flags/check?key=practice_rooms&tenant=acme")).JsonAsync();

        Assert.Equal((true, "TARGETING_MATCH", "user"), (own.GetProperty("value").GetBoolean(), own.GetProperty("reason").GetString(), own.GetProperty("scope").GetString()));
        Assert.True(asked.GetProperty("value").GetBoolean());
        Assert.False(other.GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_with_a_code()
    {
        var (acme, support) = (service.Member(Acme, "flags.evaluate"), service.Operator("flags.evaluate.any"));

        Assert.Equal("flag.not-found", await (await acme.GetAsync("/api/v1/flags/check?key=nowhere")).ProblemCodeAsync());
        Assert.Equal("request.malformed", await (await acme.GetAsync("/api/v1/flags/check")).ProblemCodeAsync());
        Assert.Equal("tenant.not-found", await (await support.GetAsync("/api/v1/flags/active")).ProblemCodeAsync());
        Assert.Equal("tenant.not-found", await (await support.GetAsync("/api/v1/flags/active?tenant=initech")).ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await service.Operator("flags.evaluate").GetAsync("/api/v1/flags/active?tenant=acme")).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Anonymous().GetAsync("/api/v1/flags/active")).StatusCode);
    }
}
