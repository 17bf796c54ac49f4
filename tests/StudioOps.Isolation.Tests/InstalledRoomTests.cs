using System.Net;
using Npgsql;
using StudioOps.Http;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

/// <summary>Everything once more as it is installed: the real server on a port, and a transaction pooler between the service and Postgres.</summary>
public abstract class InstalledRoomTests<TRoom>(TRoom room) : RoomTests<TRoom>(room)
    where TRoom : class, IRoom
{
    private readonly TRoom _room = room;

    private int Port
    {
        get
        {
            using var client = _room.Anonymous();
            return client.BaseAddress!.Port;
        }
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_as_such_by_every_endpoint_that_takes_one()
    {
        var before = await Tables.FingerprintsAsync(_room, null);
        foreach (var door in Door.All(_room.Services).Where(door => door.TakesBody && door.Policies.Count > 0))
        {
            var path = Requests.Path(_room, door, Studios.Attacked, bySlug: true);
            foreach (var (what, bytes) in OddRequests.TooLarge("localhost", door.Method, path, $"Authorization: Bearer {Requests.Token(_room, door)}\r\n", door.Limit))
            {
                var answer = await RawHttp.SendAsync(Port, bytes);
                Assert.True(answer.Status == 413 && answer.Body.Contains("\"request.too-large\"", StringComparison.Ordinal), $"{door}, {what}: {answer.Status} {answer.Body}");
            }
        }

        Assert.Equal("", Tables.Changed(before, await Tables.FingerprintsAsync(_room, null)));
    }

    [Fact]
    public async Task Whatever_is_odd_about_a_request_it_is_answered_or_cleanly_refused_and_changes_nothing()
    {
        var before = await Tables.FingerprintsAsync(_room, null);
        var door = Door.All(_room.Services).Where(door => door is { Method: "GET", Policies.Count: > 0, IsInternal: false } && !door.Keys.Any())
            .OrderByDescending(door => door.Takes<PageRequest>()).First();   // a list, where there is one: it asks for nothing more than its path
        var headers = $"Authorization: Bearer {Requests.Token(_room, door)}\r\n";
        var breaches = new List<string>();
        foreach (var (what, bytes) in OddRequests.Of("localhost", door.Pattern.TrimEnd('/'), headers))
        {
            if (OddRequests.Judge(await RawHttp.SendAsync(Port, bytes)) is { } wrong)
            {
                breaches.Add($"{what}: {wrong}");
            }
        }

        Assert.Empty(breaches);
        using var client = _room.Bearing(Requests.Token(_room, door));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(door.Pattern)).StatusCode);
        Assert.Equal("", Tables.Changed(before, await Tables.FingerprintsAsync(_room, null)));
    }

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

public sealed class InstalledTenantRoom : TenantRoom
{
    protected override bool Pooled => true;

    protected override bool OnSocket => true;
}

public sealed class InstalledFlagRoom : FlagRoom
{
    protected override bool Pooled => true;

    protected override bool OnSocket => true;
}

public sealed class InstalledIdentityRoom : IdentityRoom
{
    protected override bool Pooled => true;

    protected override bool OnSocket => true;
}

public sealed class InstalledProvisioningRoom : ProvisioningRoom
{
    protected override bool Pooled => true;

    protected override bool OnSocket => true;
}

public sealed class InstalledAdminRoom : AdminRoom
{
    protected override bool Pooled => true;

    protected override bool OnSocket => true;
}

public sealed class InstalledTenantRoomTests(InstalledTenantRoom room) : InstalledRoomTests<InstalledTenantRoom>(room);

public sealed class InstalledFlagRoomTests(InstalledFlagRoom room) : InstalledRoomTests<InstalledFlagRoom>(room);

public sealed class InstalledIdentityRoomTests(InstalledIdentityRoom room) : InstalledRoomTests<InstalledIdentityRoom>(room);

public sealed class InstalledProvisioningRoomTests(InstalledProvisioningRoom room) : InstalledRoomTests<InstalledProvisioningRoom>(room);

public sealed class InstalledAdminRoomTests(InstalledAdminRoom room) : InstalledRoomTests<InstalledAdminRoom>(room);
