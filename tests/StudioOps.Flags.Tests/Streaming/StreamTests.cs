using System.Diagnostics;
using System.Net;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Streaming;

public sealed class StreamTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Every_connect_is_told_the_current_revision_with_any_ticket_any_number_of_times()
    {
        var set = await service.OverrideAsync("stripe_payments", "acme", true);
        var address = await AddressAsync(Acme);

        for (var time = 1; time <= 3; time++)
        {
            using var stream = await EventStream.OpenAsync(service.Anonymous(), address, time == 1 ? null : 1);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream", "no-store"), (stream.Response.StatusCode, stream.Response.Content.Headers.ContentType!.MediaType, stream.Response.Headers.CacheControl!.ToString()));
            var first = (await stream.NextAsync())!;
            Assert.Equal(("refetchEvaluation", set.GetProperty("revision").GetInt64()), (first.Data.GetProperty("type").GetString(), first.Revision));
            Assert.InRange(stream.Retry!.Value, 1000, 2000);
        }
    }

    [Fact]
    public async Task A_change_is_told_to_the_tenant_it_is_about_and_to_nobody_else()
    {
        using var acme = await OpenAsync(Acme);
        using var globex = await OpenAsync(Globex);

        var foreign = Revision(await service.OverrideAsync("practice_rooms", "globex", true));
        var own = Revision(await service.OverrideAsync("practice_rooms", "acme", true));

        Assert.Equal([own], (await acme.UntilAsync(own)).Select(told => told.Revision));
        Assert.Equal([foreign], (await globex.UntilAsync(foreign)).Select(told => told.Revision));
        var everyones = Revision(await service.DefineAsync(new { key = Tally.Key(), type = "boolean" }));
        Assert.Equal([everyones], (await acme.UntilAsync(everyones)).Select(told => told.Revision));
        Assert.Equal([everyones], (await globex.UntilAsync(everyones)).Select(told => told.Revision));
    }

    [Fact]
    public async Task The_question_that_follows_an_event_is_answered_in_full_and_not_older_than_the_event()
    {
        var acme = service.Member(Acme);
        var before = await EvaluateAsync(acme, null, new { });
        using var stream = await EventStream.OpenAsync(service.Anonymous(), await EventStream.AddressAsync(before));
        var first = (await stream.NextAsync())!;

        var unchanged = await EvaluateAsync(acme, null, new { }, before.Headers.ETag!.Tag, $"?flagConfigEtag={first.Etag}&flagConfigLastModified=1");
        var revision = Revision(await service.OverrideAsync("calendar_sync", "acme", true));
        var told = (await stream.UntilAsync(revision))[^1];
        var after = await (await EvaluateAsync(acme, null, new { }, before.Headers.ETag!.Tag, $"?flagConfigEtag={told.Etag}")).JsonAsync();

        Assert.Equal(HttpStatusCode.OK, unchanged.StatusCode);
        Assert.StartsWith($"{revision}.", told.Etag, StringComparison.Ordinal);
        Assert.True(long.Parse(after.GetProperty("metadata").GetProperty("version").GetString()!, System.Globalization.CultureInfo.InvariantCulture) >= revision);
    }

    [Fact]
    public async Task A_burst_of_changes_becomes_a_few_events_and_the_last_one_is_of_the_last_change()
    {
        using var stream = await OpenAsync(Globex);

        var clock = Stopwatch.StartNew();
        var set = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => service.OverrideAsync("cloud_storage", "globex", i % 2 == 0, user: $"user-{i}")));

        var newest = set.Max(Revision);
        var told = await stream.UntilAsync(newest);
        // One per spacing (50 ms) at most; how many that are depends on how fast this machine makes a hundred changes.
        Assert.InRange(told.Count, 1, 5 + (int)(clock.ElapsedMilliseconds / 40));
        Assert.Equal(told.Select(one => one.Revision).Order(), told.Select(one => one.Revision));
    }

    [Fact]
    public async Task An_override_that_expires_is_told_like_any_change()
    {
        using var stream = await OpenAsync(Acme);
        var set = Revision(await service.OverrideAsync("api_webhooks", "acme", true, user: "ada", expiresAt: service.Clock.GetUtcNow().AddSeconds(10)));
        await stream.UntilAsync(set);

        // Not so far that the standing feed looks silent.
        service.Clock.Advance(TimeSpan.FromSeconds(12));

        Assert.NotNull(await stream.NextAsync());
    }

    [Fact]
    public async Task A_session_holds_few_streams_a_new_tab_goes_before_an_old_one()
    {
        var address = await AddressAsync(Acme, session: "one-browser");
        var tabs = new List<EventStream>();
        for (var tab = 0; tab < 5; tab++)
        {
            tabs.Add(await EventStream.OpenAsync(service.Anonymous(), address));
            Assert.NotNull(await tabs[tab].NextAsync());
        }

        await tabs[0].EndedAsync();
        using var returning = await EventStream.OpenAsync(service.Anonymous(), address, lastEventId: 1);
        Assert.NotNull(await returning.NextAsync());
        Assert.Equal(5000, returning.Retry);
        await returning.EndedAsync();
        using var another = await EventStream.OpenAsync(service.Anonymous(), await AddressAsync(Acme, session: "another-browser"), lastEventId: 1);
        Assert.NotNull(await another.NextAsync());
        Assert.InRange(another.Retry!.Value, 1000, 2000);

        var revision = Revision(await service.OverrideAsync("email_notifications", "acme", true));
        Assert.Equal(revision, (await tabs[4].UntilAsync(revision))[^1].Revision);
        tabs.ForEach(tab => tab.Dispose());
    }

    private async Task<string> AddressAsync(Guid tenant, string? session = null) => await EventStream.AddressAsync(await EvaluateAsync(
        session is null ? service.Member(tenant) : service.Bearing(service.Identity.Token(token => token with
        {
            Subject = "olivia", SessionId = session, TenantId = tenant, Audiences = ["portal"], Permissions = ["flags.evaluate"],
        })),
        null, new { }));

    private async Task<EventStream> OpenAsync(Guid tenant)
    {
        var stream = await EventStream.OpenAsync(service.Anonymous(), await AddressAsync(tenant));
        Assert.NotNull(await stream.NextAsync());
        return stream;
    }

    private static long Revision(System.Text.Json.JsonElement answer) => answer.GetProperty("revision").GetInt64();
}
