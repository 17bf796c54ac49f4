using System.Net;
using System.Text.Json;
using StudioOps.Admin.Audit;
using StudioOps.Contracts;

namespace StudioOps.Admin.Tests.Audit;

public sealed class ExportTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    private readonly string _source = AdminFixture.NewSource();
    private readonly Guid _tenant = Guid.CreateVersion7();

    [Fact]
    public async Task An_export_is_verified_without_a_database_and_is_itself_recorded()
    {
        var before = await RecordedExportsAsync();
        var lines = await ExportAsync();
        var (code, report) = await VerifyAsync(lines);

        Assert.True(code == VerifyExport.Whole, report);
        Assert.Contains($"chain {_tenant}: 4 records, whole, sealed up to 3", report, StringComparison.Ordinal);
        Assert.Equal(before + 1, await RecordedExportsAsync());
    }

    [Fact]
    public async Task An_edited_line_is_named()
    {
        var lines = await ExportAsync();
        var line = Array.FindIndex(lines, text => text.Contains($"{_source}\",\"number\":2", StringComparison.Ordinal));
        lines[line] = lines[line].Replace("Because of 2", "Because of nothing", StringComparison.Ordinal);

        var (code, report) = await VerifyAsync(lines);

        Assert.Equal(VerifyExport.Broken, code);
        Assert.Contains($"row 2 ({_source}-2), line {line + 1} is edited", report, StringComparison.Ordinal);
        Assert.Contains("NOT whole", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_line_is_named_by_place_and_by_number()
    {
        var lines = (await ExportAsync()).ToList();
        lines.RemoveAll(text => text.Contains($"{_source}\",\"number\":2", StringComparison.Ordinal));
        lines[^1] = Recount(lines[^1], lines.Count - 2);

        var (code, report) = await VerifyAsync([.. lines]);

        Assert.Equal(VerifyExport.Broken, code);
        Assert.Contains("is missing. Row 2 is gone.", report, StringComparison.Ordinal);
        Assert.Contains($"gap: {_source} 2 is nowhere", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_is_missed_by_the_sealed_head()
    {
        var lines = (await ExportAsync()).ToList();
        lines.RemoveAll(text => text.Contains($"\"{_source}\"", StringComparison.Ordinal) && !text.Contains("\"number\":1,", StringComparison.Ordinal));
        lines[^1] = Recount(lines[^1], lines.Count - 2);

        var (code, report) = await VerifyAsync([.. lines]);

        Assert.Equal(VerifyExport.Broken, code);
        Assert.Contains($"chain {_tenant}: row 2 is truncated", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_breaks_off_or_counts_wrong_is_refused()
    {
        var lines = await ExportAsync();

        Assert.Contains("breaks off", (await VerifyAsync(lines[..^1])).Report, StringComparison.Ordinal);
        Assert.Contains("the file has", (await VerifyAsync([.. lines[..^2], lines[^1]])).Report, StringComparison.Ordinal);
        Assert.Contains("Line 2 cannot be read", (await VerifyAsync([lines[0], "{", .. lines[1..]])).Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_of_another_key_are_not_believed()
    {
        var lines = await ExportAsync();
        var key = admin.TempFile("other.jwk");
        await File.WriteAllTextAsync(key, JsonSerializer.Serialize(ExportLine.End(0, [], Tokens.SigningKey.Generate().PublicJwk).Key));

        var (code, report) = await VerifyAsync(lines, key);

        Assert.Equal(VerifyExport.Broken, code);
        Assert.Contains("not signed by this key", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_export_holds_its_own_chain_and_no_other_seal()
    {
        await ExportAsync();
        using var member = admin.Member(_tenant, "audit.read");

        var lines = (await member.GetStringAsync("/api/v1/audit/export")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (code, report) = await VerifyAsync(lines);

        Assert.True(code == VerifyExport.Whole, report);
        Assert.All(lines[1..^1], line => Assert.Contains($"\"tenantId\":\"{_tenant}\"", line, StringComparison.Ordinal));
        Assert.Single(JsonSerializer.Deserialize<JsonElement>(lines[^1]).GetProperty("heads").EnumerateArray());

        using var foreign = await member.GetAsync($"/api/v1/audit/export?tenant={Guid.CreateVersion7()}");
        Assert.Equal(HttpStatusCode.OK, foreign.StatusCode);
        Assert.Equal(2, (await foreign.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_verb_says_how_it_is_used()
    {
        using var output = new StringWriter();
        Assert.Equal(VerifyExport.Unusable, await VerifyExport.RunAsync([], output));
        Assert.Contains("verify-audit FILE", output.ToString(), StringComparison.Ordinal);
    }

    private async Task<int> RecordedExportsAsync() => (await admin.AnnouncedAsync<AuditRecorded>())
        .Count(record => record is { Action: "audit.exported", TenantId: null, Actor.Name: "Ada Operator" });

    private async Task<string[]> ExportAsync()
    {
        await admin.ChainAsync([.. Enumerable.Range(1, 3).Select(number => admin.Record(_source, number, _tenant))]);
        await admin.SealAsync();
        await admin.DeliverAsync(admin.Record(_source, 4, _tenant));
        await admin.ChainedAsync(_source, 4);
        using var client = admin.Operator("audit.read");
        using var response = await client.GetAsync("/api/v1/audit/export");
        Assert.Equal("application/jsonl", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<(int Code, string Report)> VerifyAsync(string[] lines, params string[] key)
    {
        var file = admin.TempFile($"{Guid.CreateVersion7()}.jsonl");
        await File.WriteAllLinesAsync(file, lines);
        using var output = new StringWriter();
        var code = await VerifyExport.RunAsync([file, .. key], output);
        return (code, output.ToString());
    }

    private static string Recount(string end, int records) => System.Text.RegularExpressions.Regex.Replace(end, "\"records\":[0-9]+", $"\"records\":{records}");
}
