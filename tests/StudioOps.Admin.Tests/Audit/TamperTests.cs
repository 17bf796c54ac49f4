using System.Text.Json;
using Npgsql;

namespace StudioOps.Admin.Tests.Audit;

public sealed class TamperTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    private readonly string _source = AdminFixture.NewSource();
    private readonly Guid _tenant = Guid.CreateVersion7();

    [Theory]
    [InlineData("reason = 'Nothing happened'")]
    [InlineData("actor_name = 'Somebody Else'")]
    [InlineData("changes = '[]'")]
    [InlineData("occurred_at = occurred_at + interval '1 microsecond'")]
    [InlineData("acting_name = 'Nobody'")]
    public async Task An_edited_row_is_named(string edit)
    {
        await FiveRecordsAsync();
        await admin.TamperAsync($"update audit_records set {edit} where source = '{_source}' and number = 3");

        Assert.Equal((3, $"{_source}-3", "edited"), await FirstBadAsync());
    }

    [Fact]
    public async Task An_edited_row_with_a_hash_made_to_fit_is_found_at_the_next_one()
    {
        await FiveRecordsAsync();
        await admin.TamperAsync($"update audit_records set hash = sha256(hash) where source = '{_source}' and number = 3");
        Assert.Equal((3, $"{_source}-3", "edited"), await FirstBadAsync());

        await admin.TamperAsync($"update audit_records set reason = 'x', previous_hash = sha256(previous_hash) where source = '{_source}' and number = 2");
        Assert.Equal((2, $"{_source}-2", "misplaced"), await FirstBadAsync());
    }

    [Fact]
    public async Task A_deleted_row_is_named_and_so_is_its_number()
    {
        await FiveRecordsAsync();
        await admin.TamperAsync($"delete from audit_records where source = '{_source}' and number in (2, 3)");

        Assert.Equal((2, null, "missing"), await FirstBadAsync());
        Assert.Equal("2-3", await GapAsync());
    }

    [Fact]
    public async Task Deleting_and_closing_the_ranks_is_found_where_the_links_no_longer_fit()
    {
        await FiveRecordsAsync();
        await admin.TamperAsync($"""
            delete from audit_records where source = '{_source}' and number = 2;
            update audit_records set sequence = sequence - 1 where source = '{_source}' and sequence = 3;
            update audit_records set sequence = sequence - 1 where source = '{_source}' and sequence = 4;
            update audit_records set sequence = sequence - 1 where source = '{_source}' and sequence = 5
            """);

        Assert.Equal((2, $"{_source}-3", "misplaced"), await FirstBadAsync());
    }

    [Fact]
    public async Task Swapped_rows_are_named()
    {
        await FiveRecordsAsync();
        await admin.TamperAsync($"""
            update audit_records set sequence = 99 where source = '{_source}' and number = 2;
            update audit_records set sequence = 2 where source = '{_source}' and number = 3;
            update audit_records set sequence = 3 where source = '{_source}' and number = 2
            """);

        Assert.Equal((2, $"{_source}-3", "misplaced"), await FirstBadAsync());
    }

    [Fact]
    public async Task A_cut_tail_is_missed_by_number_at_once_and_by_the_sealed_head_for_good()
    {
        await FiveRecordsAsync();
        await admin.TamperAsync($"delete from audit_records where source = '{_source}' and number = 5");
        Assert.Equal("5-5", await GapAsync());

        await admin.SealAsync();
        await admin.TamperAsync($"delete from audit_records where source = '{_source}' and number > 2; update audit_sources set last_number = 2 where source = '{_source}'");
        Assert.Null(await GapAsync());
        Assert.Equal((3, null, "truncated"), await FirstBadAsync());

        // Sealing again must not bless what is left.
        await admin.SealAsync();
        Assert.Equal((3, null, "truncated"), await FirstBadAsync());
    }

    [Fact]
    public async Task A_chain_that_is_gone_altogether_is_missed()
    {
        await FiveRecordsAsync();
        await admin.SealAsync();
        await admin.TamperAsync($"delete from audit_records where source = '{_source}'");

        var chain = (await admin.VerifyAsync()).GetProperty("chains").EnumerateArray().Single(c => c.GetProperty("tenant") is { ValueKind: JsonValueKind.Object } tenant && tenant.GetProperty("id").GetGuid() == _tenant);
        Assert.Equal("truncated", chain.GetProperty("firstBad").GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Sealed_heads_that_were_meddled_with_are_named()
    {
        await FiveRecordsAsync();
        await admin.SealAsync();
        var heads = await File.ReadAllLinesAsync(admin.HeadsFile);
        Assert.Equal(JsonValueKind.Null, (await admin.VerifyAsync()).GetProperty("heads").GetProperty("problem").ValueKind);

        await File.WriteAllLinesAsync(admin.HeadsFile, [.. heads[..^1], heads[^1][..^8] + "AAAAAAAA"]);
        var verification = await admin.VerifyAsync();
        await File.WriteAllLinesAsync(admin.HeadsFile, heads);

        Assert.Contains($"Sealed head {heads.Length} is not signed", verification.GetProperty("heads").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.False(verification.GetProperty("valid").GetBoolean());
    }

    [Theory]
    [InlineData("update audit_records set reason = 'x'")]
    [InlineData("delete from audit_records")]
    public async Task The_service_itself_cannot_change_a_row(string sql)
    {
        await FiveRecordsAsync();
        await using var connection = await admin.ServingAsync(_tenant);
        await using var command = new NpgsqlCommand(sql, connection);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task Not_even_the_owner_of_the_data_changes_a_row_without_disabling_the_trigger_first()
    {
        await FiveRecordsAsync();
        await using var connection = await admin.SuperuserAsync();
        await using var command = new NpgsqlCommand("truncate audit_records", connection);
        Assert.Contains("only grows", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_that_seals_is_readable_by_its_owner_alone()
    {
        await FiveRecordsAsync();
        await admin.SealAsync();

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(admin.HeadsFile + ".key") == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private Task FiveRecordsAsync() => admin.ChainAsync([.. Enumerable.Range(1, 5).Select(number => admin.Record(_source, number, _tenant))]);

    private async Task<(long Sequence, string? Id, string? Problem)> FirstBadAsync()
    {
        var chain = await admin.VerifyChainAsync(_tenant);
        Assert.False(chain.GetProperty("valid").GetBoolean());
        var bad = chain.GetProperty("firstBad");
        return (bad.GetProperty("sequence").GetInt64(), bad.GetProperty("id").GetString(), bad.GetProperty("problem").GetString());
    }

    private async Task<string?> GapAsync() => (await admin.VerifyAsync()).GetProperty("gaps").EnumerateArray()
        .Where(gap => gap.GetProperty("source").GetString() == _source).Select(gap => $"{gap.GetProperty("from")}-{gap.GetProperty("to")}").SingleOrDefault();
}
