using System.Net;
using StudioOps.Testing;

namespace StudioOps.ServiceDefaults.Tests;

public sealed class AccessTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task No_token_is_a_401_and_a_missing_permission_a_403_that_names_it()
    {
        var anonymous = await service.Client().GetAsync("/either");
        var other = await service.Client("books.read").GetAsync("/either");

        Assert.Equal((HttpStatusCode.Unauthorized, "token.missing"), (anonymous.StatusCode, await anonymous.ProblemCodeAsync()));
        Assert.Equal("Bearer", anonymous.Headers.WwwAuthenticate.ToString());
        Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (other.StatusCode, await other.ProblemCodeAsync()));
        Assert.Contains("shelves.read or shelves.write", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shelves.read")]
    [InlineData("shelves.write")]
    public async Task Either_of_two_permissions_is_enough_where_an_endpoint_says_so(string permission) =>
        Assert.Equal("ok", await service.Client(permission).GetStringAsync("/either"));

    [Fact]
    public async Task An_endpoint_that_forgot_its_policy_is_closed() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client().GetAsync("/forgotten")).StatusCode);

    [Fact]
    public async Task A_token_for_somebody_else_a_foreign_issuer_and_rubbish_are_refused_by_name()
    {
        var audience = service.Identity.Token(token => token with { Audiences = ["elsewhere"], Permissions = ["shelves.read"] });
        var issuer = service.Identity.Token(token => token with { Issuer = "https://evil.example", Permissions = ["shelves.read"] });

        Assert.Equal("token.audience", await (await service.Bearing(audience).GetAsync("/either")).ProblemCodeAsync());
        Assert.Equal("token.issuer", await (await service.Bearing(issuer).GetAsync("/either")).ProblemCodeAsync());
        Assert.Equal("token.malformed", await (await service.Bearing("rubbish").GetAsync("/either")).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_kept_verdict_outlives_neither_the_token_nor_a_refusal()
    {
        var token = service.Identity.Token(token => token with { Permissions = ["shelves.read"], Lifetime = TimeSpan.FromMinutes(5) });
        Assert.Equal("ok", await service.Bearing(token).GetStringAsync("/either"));

        service.Refusal = "account.disabled";
        var disabled = await (await service.Bearing(token).GetAsync("/either")).ProblemCodeAsync();
        service.Refusal = null;
        Assert.Equal("ok", await service.Bearing(token).GetStringAsync("/either"));
        service.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("account.disabled", disabled);
        Assert.Equal("token.expired", await (await service.Bearing(token).GetAsync("/either")).ProblemCodeAsync());
    }
}
