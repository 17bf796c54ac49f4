using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace StudioOps.Tenancy.Tests;

/// <summary>What holds whichever way a service reaches Postgres.</summary>
public abstract class RowSecurityRules(Shop shop)
{
    [Fact]
    public async Task A_unit_of_work_sees_its_tenants_rows_and_without_one_none()
    {
        await shop.InAsync(Shop.Mine, async db => Assert.All(await db.Items.ToListAsync(), item => Assert.Equal(Shop.Mine, item.TenantId)));
        await shop.InAsync(Shop.Mine, async db => Assert.NotEmpty(await db.Items.ToListAsync()));
        await shop.InAsync(null, async db => Assert.Empty(await db.Items.ToListAsync()));
    }

    [Fact]
    public async Task A_row_of_another_tenant_cannot_be_written()
    {
        await shop.InAsync(Shop.Mine, async db =>
        {
            var refused = await Assert.ThrowsAsync<DbUpdateException>(() => Shop.AddAsync(db, Shop.Theirs, "smuggled"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, ((PostgresException)refused.InnerException!).SqlState);
        });

        Assert.Equal(0, await shop.CountAsync("name = 'smuggled'"));
    }

    [Fact]
    public async Task The_next_user_of_a_pooled_connection_inherits_nothing()
    {
        for (var i = 0; i < 30; i++)
        {
            await shop.InAsync(Shop.Mine, async db => Assert.NotEmpty(await db.Items.ToListAsync()));
            await shop.InAsync(null, async db => Assert.Empty(await db.Items.ToListAsync()));
        }
    }

    [Fact]
    public async Task Read_then_write_is_one_transaction_and_a_save_commits_it()
    {
        await shop.InAsync(Shop.Mine, async db =>
        {
            var before = await db.Items.CountAsync();
            await Shop.AddAsync(db, Shop.Mine, "saved");
            Assert.Equal(before + 1, await db.Items.CountAsync());
        });

        Assert.Equal(1, await shop.CountAsync("name = 'saved'"));
    }

    [Fact]
    public async Task What_is_not_saved_is_not_kept()
    {
        await shop.InAsync(Shop.Mine, async db => await db.Items.Where(item => item.Name == "mine").ExecuteUpdateAsync(set => set.SetProperty(item => item.Name, "changed")));

        Assert.Equal(0, await shop.CountAsync("name = 'changed'"));
    }

    [Fact]
    public async Task A_tenant_cannot_be_swapped_under_open_rows()
    {
        await using var scope = shop.Scope();
        var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>();
        tenant.Enter(Shop.Mine);
        await scope.ServiceProvider.GetRequiredService<ShopDbContext>().Items.ToListAsync();

        Assert.Throws<InvalidOperationException>(() => tenant.Enter(Shop.Theirs));
    }

    [Fact]
    public async Task The_cross_tenant_door_reads_everyone_writes_no_one_and_opens_to_the_platform_only()
    {
        await using var scope = shop.Scope();
        var door = scope.ServiceProvider.GetRequiredService<CrossTenant<ShopDbContext>>();

        await using var all = door.ReadFor("a test");
        Assert.Superset(new HashSet<Guid> { Shop.Mine, Shop.Theirs }, (await all.Items.Select(item => item.TenantId).ToListAsync()).ToHashSet());
        await Assert.ThrowsAsync<DbUpdateException>(() => Shop.AddAsync(all, Shop.Mine, "through the door"));
        Assert.Throws<InvalidOperationException>(() => door.Read(scope.ServiceProvider.GetRequiredService<Caller>()));
        Assert.Equal(0, await shop.CountAsync("name = 'through the door'"));
    }

    [Fact]
    public async Task Migrating_again_changes_nothing_and_neither_login_may_make_tables()
    {
        await shop.MigrateAsync();

        foreach (var login in new[] { "serving", "platform" })
        {
            await using var connection = new NpgsqlConnection(shop.Login(login));
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand("create table mine (id int)", connection);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => create.ExecuteNonQueryAsync())).SqlState);
        }
    }
}

public sealed class RowSecurityTests(Shop shop) : RowSecurityRules(shop), IClassFixture<Shop>;
