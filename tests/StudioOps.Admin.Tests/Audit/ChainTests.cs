using System.Text.Json;
using MassTransit;
using StudioOps.Admin.Audit;
using StudioOps.Contracts;

namespace StudioOps.Admin.Tests.Audit;

public sealed class ChainTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    [Fact]
    public async Task Records_that_overtake_each_other_enter_their_chains_in_the_order_of_their_source()
    {
        var (source, first, second) = (AdminFixture.NewSource(), Guid.CreateVersion7(), Guid.CreateVersion7());

        await admin.ChainAsync(
            admin.Record(source, 4, first), admin.Record(source, 3, first), admin.Record(source, 2, second), admin.Record(source, 5, null), admin.Record(source, 1, first));

        Assert.Equal("1:1 3:2 4:3", await PlacesAsync(source, first));
        Assert.Equal("2:1", await PlacesAsync(source, second));
        Assert.Equal(0L, await admin.ScalarAsync<long>("select count(*) from audit_waiting where source = '" + source + "'"));
        Assert.True((await admin.VerifyChainAsync(first)).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task A_record_that_comes_again_changes_nothing()
    {
        var (source, tenant) = (AdminFixture.NewSource(), Guid.CreateVersion7());
        var (first, messageId) = (admin.Record(source, 1, tenant), Guid.CreateVersion7());

        await admin.DeliverAsync(first, messageId);
        await admin.ChainedAsync(source, 1);
        await admin.DeliverAsync(first, messageId);
        await admin.DeliverAsync(first);
        await admin.DeliverAsync(admin.Record(source, 2, tenant));
        await admin.ChainedAsync(source, 2);

        Assert.Equal("1:1 2:2", await PlacesAsync(source, tenant));
    }

    [Fact]
    public void A_number_that_tells_something_else_is_not_mistaken_for_a_repetition()
    {
        var record = admin.Record("tenant", 1, null);
        var row = AuditRecord.Follow(AuditRecord.Follow(null, record with { Number = 9 }, AdminFixture.Now), record, AdminFixture.Now);

        Assert.True(row.Tells(record));
        Assert.False(row.Tells(record with { Reason = "Another" }));
        Assert.False(row.Tells(record with { Actor = new Actor("operator-1", "Ada Operator", "operator-2", "Sue Support") }));
    }

    [Fact]
    public async Task A_gap_holds_back_what_follows_then_lets_it_in_and_stays_named_until_it_closes()
    {
        var (source, tenant) = (AdminFixture.NewSource(), Guid.CreateVersion7());
        await admin.ChainAsync(admin.Record(source, 1, tenant));
        await admin.DeliverAsync(admin.Record(source, 3, tenant));

        Assert.Empty(Gaps(await admin.VerifyAsync(), source));
        admin.Clock.Advance(NumberGaps.InFlight);
        var waiting = await admin.VerifyAsync();
        Assert.Equal(["2-2"], Gaps(waiting, source));
        Assert.False(waiting.GetProperty("valid").GetBoolean());
        Assert.Equal("1:1", await PlacesAsync(source, tenant));

        admin.Clock.Advance(new AuditOptions().GapPatience);
        await admin.ChainedAsync(source, 2);
        Assert.Equal(["2-2"], Gaps(await admin.VerifyAsync(), source));

        await admin.DeliverAsync(admin.Record(source, 2, tenant));
        await admin.ChainedAsync(source, 3);
        var closed = await admin.VerifyAsync();
        Assert.Empty(Gaps(closed, source));
        Assert.Equal("1:1 3:2 2:3", await PlacesAsync(source, tenant));
        Assert.True((await admin.VerifyChainAsync(tenant)).GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task While_nobody_takes_records_in_and_shortly_after_none_is_called_missing()
    {
        var (source, tenant, bus) = (AdminFixture.NewSource(), Guid.CreateVersion7(), admin.Factory.Services.GetRequiredService<IBusControl>());
        await admin.ChainAsync(admin.Record(source, 1, tenant));
        await admin.DeliverAsync(admin.Record(source, 3, tenant));
        await bus.StopAsync();

        admin.Clock.Advance(2 * NumberGaps.InFlight);
        Assert.Empty(Gaps(await admin.VerifyAsync(), source));
        await bus.StartAsync();
        Assert.Empty(Gaps(await admin.VerifyAsync(), source));

        admin.Clock.Advance(NumberGaps.InFlight);
        Assert.Equal(["2-2"], Gaps(await admin.VerifyAsync(), source));
        await admin.DeliverAsync(admin.Record(source, 2, tenant));
        await admin.ChainedAsync(source, 3);
        Assert.Empty(Gaps(await admin.VerifyAsync(), source));
    }

    [Fact]
    public async Task The_hash_is_what_anyone_can_compute_from_the_previous_hash_and_canonical_json()
    {
        var (source, tenant) = (AdminFixture.NewSource(), Guid.CreateVersion7());
        await admin.ChainAsync(admin.Record(source, 1, tenant), admin.Record(source, 2, tenant));

        var stored = await admin.ScalarAsync<string>($"select encode(hash, 'hex') from audit_records where source = '{source}' and number = 2");
        var previous = await admin.ScalarAsync<byte[]>($"select hash from audit_records where source = '{source}' and number = 1");
        var at = AdminFixture.Now.ToString("yyyy-MM-dd'T'HH:mm:ss", null);
        var recorded = await admin.ScalarAsync<DateTime>($"select recorded_at from audit_records where source = '{source}' and number = 2");
        var occurred = await admin.ScalarAsync<DateTime>($"select occurred_at from audit_records where source = '{source}' and number = 2");
        var canonical =
            "{\"action\":\"thing.changed\",\"actor\":{\"actingName\":null,\"actingSubject\":null,\"name\":\"Ada Operator\",\"subject\":\"operator-1\"},"
            + "\"changes\":[{\"after\":\"Näu \\\"✓\\\" 🙂\",\"before\":\"Alt\",\"field\":\"name\"}],\"correlationId\":\"request-1\",\"number\":2,\"objectId\":\"thing-2\",\"objectName\":\"Thing 2\","
            + $"\"objectType\":\"thing\",\"occurredAt\":\"{Time(occurred)}\",\"reason\":\"Because of 2\",\"recordedAt\":\"{Time(recorded)}\",\"sequence\":2,\"source\":\"{source}\",\"tenantId\":\"{tenant}\",\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"}}";

        Assert.StartsWith(at[..10], Time(occurred), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. previous, .. System.Text.Encoding.UTF8.GetBytes(canonical)])), stored);
    }

    private static string Time(DateTime time) => JsonSerializer.Serialize(new DateTimeOffset(time)).Trim('"').Replace("\\u002B", "+", StringComparison.Ordinal);

    private Task<string> PlacesAsync(string source, Guid chain) => admin.ScalarAsync<string>(
        $"select string_agg(number || ':' || sequence, ' ' order by sequence) from audit_records where source = '{source}' and chain = '{chain}'");

    private static IEnumerable<string> Gaps(JsonElement verification, string source) => verification.GetProperty("gaps").EnumerateArray()
        .Where(gap => gap.GetProperty("source").GetString() == source).Select(gap => $"{gap.GetProperty("from")}-{gap.GetProperty("to")}");
}
