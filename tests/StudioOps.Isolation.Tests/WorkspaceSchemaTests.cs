using System.Net;
using Npgsql;

namespace StudioOps.Isolation.Tests;

/// <summary>Tenants with a schema of their own: its tables hold one tenant's rows, and not because of the name alone.</summary>
public sealed class WorkspaceSchemaTests(TenantRoom room) : IClassFixture<TenantRoom>
{
    private static readonly Guid Mine = Guid.Parse("018f0000-0000-7000-8000-0000000000e1");
    private static readonly Guid Theirs = Guid.Parse("018f0000-0000-7000-8000-0000000000e2");

    [Fact]
    public async Task Every_table_of_a_schema_shows_its_tenants_rows_and_only_because_of_its_policy()
    {
        await MakeAsync(Mine, "mine-own");
        await MakeAsync(Theirs, "theirs-own");

        var tables = await TablesAsync("ws_theirs_own");

        Assert.Contains("records", tables);
        foreach (var table in tables)
        {
            var name = $"ws_theirs_own.\"{table}\"";
            Assert.Empty(await BreachesAsync(name, null));
            Assert.NotEmpty(await BreachesAsync(name, $"drop policy tenant_isolation on {name}"));
            Assert.NotEmpty(await BreachesAsync(name, $"alter table {name} disable row level security"));
        }
    }

    [Fact]
    public async Task The_serving_login_owns_no_schema_and_may_make_nothing_in_one()
    {
        await MakeAsync(Mine, "mine-own");
        await using var connection = await room.SuperuserAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Seed.ExecuteAsync(connection, $"set local role tenant_serving; select set_config('app.tenant', '{Mine}', true)");

        foreach (var attempt in new[] { "create table ws_mine_own.more (id int)", "alter table ws_mine_own.records disable row level security", "drop schema ws_mine_own cascade", "select create_workspace(gen_random_uuid(), 'ws_another')" })
        {
            await transaction.SaveAsync("attempt");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Seed.ExecuteAsync(connection, attempt));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            await transaction.RollbackAsync("attempt");
        }
    }

    private async Task MakeAsync(Guid tenant, string slug)
    {
        using var provisioning = room.Bearing(room.Identity.Internal());
        using var answer = await provisioning.PutAsJsonAsync($"/internal/v1/workspaces/{tenant}", new { isolation = "schema", slug });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<IReadOnlyList<string>> TablesAsync(string schema)
    {
        await using var connection = await room.SuperuserAsync();
        await using var command = new NpgsqlCommand($"select array(select relname::text from pg_class where relnamespace = '{schema}'::regnamespace and relkind in ('r', 'p'))", connection);
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What another tenant, or nobody, can do to a row of the schema's tenant after <paramref name="mutation"/>; everything is rolled back.</summary>
    private async Task<IReadOnlyList<string>> BreachesAsync(string table, string? mutation)
    {
        await using var connection = await room.SuperuserAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        const string Row = "(id, kind, body) values (gen_random_uuid(), 'note', '{}')";
        await Seed.ExecuteAsync(connection, $"insert into {table} {Row}; {mutation ?? "select 1"}; set local role tenant_serving");
        var breaches = new List<string>();
        Assert.Equal(1, await TryAsync(Theirs, $"update {table} set kind = kind"));
        foreach (var (who, tenant) in new[] { ("another tenant", Mine.ToString()), ("nobody", "") })
        {
            foreach (var statement in new[] { $"update {table} set kind = kind", $"delete from {table}", $"insert into {table} {Row}" })
            {
                if (await TryAsync(tenant.Length == 0 ? null : Mine, statement) > 0)
                {
                    breaches.Add($"{who}: {statement}");
                }
            }

            await Seed.ExecuteAsync(connection, $"select set_config('app.tenant', '{tenant}', true)");
            await using var count = new NpgsqlCommand($"select count(*) from {table}", connection);
            if ((long)(await count.ExecuteScalarAsync())! > 0)
            {
                breaches.Add($"{who} sees rows of {table}");
            }
        }

        return breaches;

        async Task<int> TryAsync(Guid? tenant, string statement)
        {
            await transaction.SaveAsync("attempt");
            try
            {
                await Seed.ExecuteAsync(connection, $"select set_config('app.tenant', '{tenant}', true)");
                await using var command = new NpgsqlCommand(statement, connection);
                return await command.ExecuteNonQueryAsync();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                return 0;   // refused by row security
            }
            finally
            {
                await transaction.RollbackAsync("attempt");
            }
        }
    }
}
