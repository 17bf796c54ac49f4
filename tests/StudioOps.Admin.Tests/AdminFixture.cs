using System.Text.Json;
using Npgsql;
using StudioOps.Admin.Audit;
using StudioOps.Admin.Data;
using StudioOps.Contracts;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests;

/// <summary>The admin service on real Postgres, Redis and RabbitMQ, with its sealed heads in a folder of its own.</summary>
public sealed class AdminFixture() : ServiceFixture<Program>("admin", AdminMigration.RunAsync, withBus: true)
{
    private static int s_sources;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("admin-tests-");

    public string HeadsFile => Path.Combine(_folder.FullName, "heads", "audit-heads.jws");

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Audit:HeadsFile", HeadsFile)];

    /// <summary>A source no other test numbers.</summary>
    public static string NewSource() => $"source{Interlocked.Increment(ref s_sources)}";

    public string TempFile(string name) => Path.Combine(_folder.FullName, name);

    public AuditRecorded Record(string source, long number, Guid? tenant, string action = "thing.changed", Func<AuditRecorded, AuditRecorded>? with = null)
    {
        var record = new AuditRecorded(
            source, number, tenant, action, "thing", $"thing-{number}", $"Thing {number}", new Actor("operator-1", "Ada Operator"), $"Because of {number}",
            [new FieldChange("name", "Alt", "Näu \"✓\" 🙂")], "request-1", "0af7651916cd43dd8448eb211c80319c", Clock.GetUtcNow().AddTicks(7));
        return with?.Invoke(record) ?? record;
    }

    /// <summary>Delivers records in this order and waits until as many rows of their source are part of a chain.</summary>
    public async Task ChainAsync(params AuditRecorded[] records)
    {
        foreach (var record in records)
        {
            await DeliverAsync(record);
        }

        await ChainedAsync(records[0].Source, records.Length);
    }

    public Task ChainedAsync(string source, int count) => Eventually.TrueAsync(
        async () => await ScalarAsync<long>($"select count(*) from audit_records where source = '{source}'") == count, $"{count} records of {source} are part of a chain");

    public Task SealAsync() => Factory.Services.GetRequiredService<HeadSealer>().SealAsync(CancellationToken.None);

    /// <summary>What somebody with the database's own superuser could do.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var connection = await SuperuserAsync();
        await using var command = new NpgsqlCommand($"alter table audit_records disable trigger user; {sql}; alter table audit_records enable trigger user;", connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<JsonElement> VerifyAsync(Guid? tenant = null)
    {
        using var client = Operator("audit.read");
        return await client.GetFromJsonAsync<JsonElement>($"/api/v1/audit/verification{(tenant is null ? "" : $"?tenant={tenant}")}");
    }

    /// <summary>The one chain of that tenant, as verified.</summary>
    public async Task<JsonElement> VerifyChainAsync(Guid tenant) => Assert.Single((await VerifyAsync(tenant)).GetProperty("chains").EnumerateArray());

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
