namespace StudioOps.Isolation.Tests;

/// <summary>What holds in every service, asked of every endpoint and every table it has.</summary>
public abstract class RoomTests<TRoom>(TRoom room) : IClassFixture<TRoom>
    where TRoom : class, IRoom
{
    [Fact]
    public void Every_endpoint_asks_for_a_permission_or_has_a_reason_not_to() => None(DoorRules.WithoutPolicy(Door.All(room.Services)));

    [Fact]
    public void Every_write_asks_for_more_than_reading() => None(DoorRules.WritesForReaders(Door.All(room.Services)));

    [Fact]
    public async Task Another_tenant_with_every_permission_sees_and_changes_nothing() => None(await CrossTenant.BreachesAsync(room));

    [Fact]
    public async Task Without_the_permission_every_address_and_every_body_gets_the_same_403() => None(await OrderOfRefusal.BreachesAsync(room));

    [Fact]
    public async Task Bad_input_is_refused_with_a_code_and_changes_nothing() => None(await Refusals.BreachesAsync(room));

    [Fact]
    public async Task A_post_repeated_while_in_flight_or_later_is_done_once() => None(await Repetitions.BreachesAsync(room));

    [Fact]
    public async Task Every_table_of_tenants_shows_each_its_own_rows_and_only_because_of_its_policy()
    {
        await using var connection = await room.SuperuserAsync();
        var tables = await Tables.OfTenantsAsync(connection);
        Assert.NotEmpty(tables);
        None(tables.Where(table => !table.Isolated).Select(table => $"{table.Name} holds tenants' rows without row security"));
        foreach (var table in tables)
        {
            None(await RowSecurityCheck.BreachesAsync(room, table, null));
            Assert.True((await RowSecurityCheck.BreachesAsync(room, table, RowSecurityCheck.Mutation(table))).Count > 0, $"{table.Name} without its policy looks the same: nobody would notice.");
        }
    }

    private static void None(IEnumerable<string> breaches)
    {
        var all = breaches.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all.Prepend($"{all.Count} breach(es):")));
    }
}

public sealed class TenantRoomTests(TenantRoom room) : RoomTests<TenantRoom>(room);

public sealed class FlagRoomTests(FlagRoom room) : RoomTests<FlagRoom>(room);

public sealed class IdentityRoomTests(IdentityRoom room) : RoomTests<IdentityRoom>(room);

public sealed class ProvisioningRoomTests(ProvisioningRoom room) : RoomTests<ProvisioningRoom>(room);

public sealed class AdminRoomTests(AdminRoom room) : RoomTests<AdminRoom>(room);
