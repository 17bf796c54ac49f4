using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace StudioOps.Tenancy.Tests;

/// <summary>The same rules through a transaction pooler, and what a pooler does to whoever relies on a session.</summary>
public sealed class PooledRowSecurityTests(PooledShop shop) : RowSecurityRules(shop), IClassFixture<PooledShop>
{
    private readonly PooledShop _shop = shop;

    [Fact]
    public async Task The_pooler_hands_a_session_and_its_settings_to_the_next_caller()
    {
        await using var first = await OpenAsync("serving");
        await using var second = await OpenAsync("serving");

        await ScalarAsync(first, $"select set_config('app.tenant', '{Shop.Mine}', false)");
        Assert.Equal(await ScalarAsync(first, "select pg_backend_pid()"), await ScalarAsync(second, "select pg_backend_pid()"));
        Assert.Equal(Shop.Mine.ToString(), await ScalarAsync(second, "select current_setting('app.tenant')"));

        // Whoever opens a unit of work behind such a leak says again whose rows it is about, nobody's included.
        await _shop.InAsync(null, async db => Assert.Empty(await db.Items.ToListAsync()));
        await _shop.InAsync(Shop.Theirs, async db => Assert.All(await db.Items.ToListAsync(), item => Assert.Equal(Shop.Theirs, item.TenantId)));
        await ScalarAsync(first, "select set_config('app.tenant', '', false)");
    }

    [Fact]
    public async Task Units_of_work_of_many_tenants_side_by_side_on_few_connections_never_mix()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (turn, _) =>
        {
            Guid? tenant = (turn % 3) switch { 0 => Shop.Mine, 1 => Shop.Theirs, _ => null };
            await _shop.InAsync(tenant, async db =>
            {
                var seen = await db.Items.Select(item => item.TenantId).Distinct().ToListAsync();
                Assert.Equal(tenant is { } own ? [own] : [], seen);
                Assert.Equal(seen, await db.Items.Select(item => item.TenantId).Distinct().ToListAsync());
            });
        });
    }

    private async Task<NpgsqlConnection> OpenAsync(string login)
    {
        var connection = new NpgsqlConnection(_shop.Login(login));
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
