using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using StudioOps.Standing;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Streaming;

public sealed class LiveStreamsFixture : FlagServiceFixture
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [TicketKey, new("Streams:Heartbeat", "00:00:00.2")];
}

public sealed class TicketTests(LiveStreamsFixture service) : IClassFixture<LiveStreamsFixture>
{
    [Fact]
    public async Task What_is_no_ticket_of_ours_opens_nothing()
    {
        var address = await EventStream.AddressAsync(await EvaluateAsync(Browser("ada", "s-1"), null, new { }));
        var (payload, mac) = address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..].Split('.') switch { var parts => (parts[0], parts[1]) };

        foreach (var ticket in new[] { "", "x", ".", "x.y", payload, $"{payload}.", $".{mac}", $"{payload}.{mac[1..]}", $"{payload[1..]}.{mac}", $"{payload}.{mac}.{mac}", new string('x', 5000), "é.é" })
        {
            var answer = await service.Anonymous().GetAsync($"/ofrep/v1/stream?t={Uri.EscapeDataString(ticket)}");
            Assert.Equal((HttpStatusCode.Unauthorized, "ticket.invalid"), (answer.StatusCode, await answer.ProblemCodeAsync()));
        }

        // A token is no ticket: what is opened with it would outlive it.
        Assert.Equal("ticket.invalid", await (await Browser("ada", "s-1").GetAsync("/ofrep/v1/stream")).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_silent_stream_is_kept_alive()
    {
        using var stream = await OpenAsync(Browser("ada", "s-2"));

        Assert.Null(await stream.NextAsync());
        Assert.Null(await stream.NextAsync());
        Assert.Equal(2, stream.Heartbeats);
    }

    [Theory]
    [InlineData(StandingKind.Session, "s-ended", StandingEntry.Ended, "session.ended")]
    [InlineData(StandingKind.User, "mallory", StandingEntry.Suspended, "account.disabled")]
    [InlineData(StandingKind.Tenant, "018f0000-0000-7000-8000-00000000000b", StandingEntry.Suspended, "tenant.suspended")]
    public async Task Whoever_loses_their_standing_loses_the_stream(StandingKind kind, string id, string status, string code)
    {
        var browser = Browser(kind == StandingKind.User ? id : "ada", kind == StandingKind.Session ? id : "s-3", kind == StandingKind.Tenant ? Globex : Acme);
        var address = await EventStream.AddressAsync(await EvaluateAsync(browser, null, new { }));
        using var stream = await EventStream.OpenAsync(service.Anonymous(), address);
        Assert.NotNull(await stream.NextAsync());

        service.Identity.Announce(kind, id, status);

        await stream.EndedAsync();
        var again = await service.Anonymous().GetAsync(address);
        Assert.Equal((HttpStatusCode.Unauthorized, code), (again.StatusCode, await again.ProblemCodeAsync()));
    }

    [Fact]
    public async Task Whose_permissions_changed_gets_a_new_ticket_with_the_next_answer()
    {
        var before = await EvaluateAsync(Browser("grace", "s-4"), null, new { });
        using var stream = await EventStream.OpenAsync(service.Anonymous(), await EventStream.AddressAsync(before));
        Assert.NotNull(await stream.NextAsync());

        service.Identity.Announce(StandingKind.User, "grace", StandingEntry.Active, permissionsVersion: 7);

        await stream.EndedAsync();
        Assert.Equal("token.superseded", await (await service.Anonymous().GetAsync(await EventStream.AddressAsync(before))).ProblemCodeAsync());
        var after = await EvaluateAsync(Browser("grace", "s-4", permissionsVersion: 7), null, new { }, before.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        using var healed = await EventStream.OpenAsync(service.Anonymous(), await EventStream.AddressAsync(after));
        Assert.NotNull(await healed.NextAsync());
    }

    [Fact]
    public async Task A_ticket_runs_out_and_an_answer_before_that_brings_the_next_one()
    {
        var before = await EvaluateAsync(Browser("ada", "s-5"), null, new { });
        var address = await EventStream.AddressAsync(before);
        var same = await EvaluateAsync(Browser("ada", "s-5"), null, new { });
        Assert.Equal((before.Headers.ETag, address), (same.Headers.ETag, await EventStream.AddressAsync(same)));
        using var stream = await EventStream.OpenAsync(service.Anonymous(), address);
        Assert.NotNull(await stream.NextAsync());

        service.Clock.Advance(TimeSpan.FromHours(6));
        var next = await EvaluateAsync(Browser("ada", "s-5"), null, new { }, before.Headers.ETag!.Tag);
        Assert.NotEqual(address, await EventStream.AddressAsync(next));
        using (var still = await EventStream.OpenAsync(service.Anonymous(), address))
        {
            Assert.NotNull(await still.NextAsync());
        }

        service.Clock.Advance(TimeSpan.FromHours(6));
        await stream.EndedAsync();
        Assert.Equal("ticket.expired", await (await service.Anonymous().GetAsync(address)).ProblemCodeAsync());
        using var healed = await EventStream.OpenAsync(service.Anonymous(), await EventStream.AddressAsync(next));
        Assert.NotNull(await healed.NextAsync());
    }

    [Fact]
    public async Task A_ticket_is_written_to_no_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(listener);
        var address = await EventStream.AddressAsync(await EvaluateAsync(Browser("ada", "s-6"), null, new { }));

        using (var stream = await OpenAsync(Browser("ada", "s-6")))
        {
        }

        await Eventually.TrueAsync(() => Task.FromResult(spans.Any(span => span.TagObjects.Any(tag => tag.Value is "/ofrep/v1/stream"))), "the stream was traced");
        var ticket = address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..];
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => tag.Value?.ToString()?.Contains(ticket, StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_start_without_the_key_fails_and_names_it()
    {
        using var keyless = service.Factory.WithWebHostBuilder(host => host.UseSetting("Streams:TicketKey", "short"));

        Assert.Contains("Streams:TicketKey", Assert.Throws<OptionsValidationException>(() => keyless.CreateClient()).Message, StringComparison.Ordinal);
    }

    private HttpClient Browser(string subject, string session, Guid? tenant = null, long permissionsVersion = 0) => service.Bearing(service.Identity.Token(token => token with
    {
        Subject = subject, SessionId = session, TenantId = tenant ?? Acme, Audiences = ["portal"], Permissions = ["flags.evaluate"], PermissionsVersion = permissionsVersion, Lifetime = TimeSpan.FromDays(2),
    }));

    private async Task<EventStream> OpenAsync(HttpClient browser)
    {
        var stream = await EventStream.OpenAsync(service.Anonymous(), await EventStream.AddressAsync(await EvaluateAsync(browser, null, new { })));
        Assert.NotNull(await stream.NextAsync());
        return stream;
    }
}
