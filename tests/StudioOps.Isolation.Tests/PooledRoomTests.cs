using Npgsql;

namespace StudioOps.Isolation.Tests;

/// <summary>Everything once more with a transaction pooler between the service and Postgres.</summary>
public abstract class PooledRoomTests<TRoom>(TRoom room) : RoomTests<TRoom>(room)
    where TRoom : class, IRoom
{
    private readonly TRoom _room = room;

    [Fact]
    public async Task The_service_reaches_Postgres_through_the_pooler()
    {
        using var client = _room.Anonymous();
        using var ready = await client.GetAsync("/health/ready");
        await using var connection = await _room.SuperuserAsync();
        await using var command = new NpgsqlCommand(
            """
            select count(*) filter (where application_name like '% - 127.0.0.1:%'), count(*) filter (where application_name not like '% - 127.0.0.1:%')
            from pg_stat_activity where datname = current_database() and (usename like '%\_serving' or usename like '%\_platform') and query not ilike 'listen %'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());

        // The pooler adds the address it was reached from to the name of the application.
        Assert.True(reader.GetInt64(0) > 0);
        Assert.Equal(0, reader.GetInt64(1));
    }
}

public sealed class PooledTenantRoom : TenantRoom
{
    protected override bool Pooled => true;
}

public sealed class PooledFlagRoom : FlagRoom
{
    protected override bool Pooled => true;
}

public sealed class PooledIdentityRoom : IdentityRoom
{
    protected override bool Pooled => true;
}

public sealed class PooledProvisioningRoom : ProvisioningRoom
{
    protected override bool Pooled => true;
}

public sealed class PooledAdminRoom : AdminRoom
{
    protected override bool Pooled => true;
}

public sealed class PooledTenantRoomTests(PooledTenantRoom room) : PooledRoomTests<PooledTenantRoom>(room);

public sealed class PooledFlagRoomTests(PooledFlagRoom room) : PooledRoomTests<PooledFlagRoom>(room);

public sealed class PooledIdentityRoomTests(PooledIdentityRoom room) : PooledRoomTests<PooledIdentityRoom>(room);

public sealed class PooledProvisioningRoomTests(PooledProvisioningRoom room) : PooledRoomTests<PooledProvisioningRoom>(room);

public sealed class PooledAdminRoomTests(PooledAdminRoom room) : PooledRoomTests<PooledAdminRoom>(room);
