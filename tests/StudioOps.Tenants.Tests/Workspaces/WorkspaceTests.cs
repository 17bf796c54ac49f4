using System.Net;
using Npgsql;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Workspaces;

public sealed class WorkspaceTests(TenantFixture service) : IClassFixture<TenantFixture>
{
    [Fact]
    public async Task A_schema_is_made_once_owned_by_nobody_who_can_sign_in_and_dropped_whole()
    {
        var id = Guid.CreateVersion7();
        var body = new { isolation = "schema", slug = "acme-studio" };

        var missing = await service.Internal().GetAsync(Path(id));
        var first = await (await service.Internal().PutAsJsonAsync(Path(id), body)).JsonAsync();
        await (await service.Internal().PutAsJsonAsync(Path(id), body)).JsonAsync();

        Assert.Equal("workspace.not-found", await missing.ProblemCodeAsync());
        Assert.Equal("ws_acme_studio", first.GetProperty("schema").GetString());
        Assert.False(await service.ScalarAsync<bool>("select rolcanlogin from pg_roles join pg_namespace on nspowner = pg_roles.oid where nspname = 'ws_acme_studio'"));

        Assert.Equal(HttpStatusCode.NoContent, (await service.Internal().DeleteAsync(Path(id))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await service.Internal().DeleteAsync(Path(id))).StatusCode);
        Assert.Equal(0L, await service.ScalarAsync<long>("select count(*) from pg_namespace where nspname = 'ws_acme_studio'"));
    }

    [Fact]
    public async Task Its_rows_show_to_that_tenant_only()
    {
        var (mine, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await service.Internal().PutAsJsonAsync(Path(mine), new { isolation = "schema", slug = "mine" });

        await using (var owner = await service.ServingAsync(mine))
        {
            await using var insert = new NpgsqlCommand("insert into ws_mine.records (id, kind, body) values (gen_random_uuid(), 'lesson', '{}'); select count(*) from ws_mine.records", owner);
            Assert.Equal(1L, await insert.ExecuteScalarAsync());
            await using var commit = new NpgsqlCommand("commit", owner);
            await commit.ExecuteNonQueryAsync();
        }

        await using var stranger = await service.ServingAsync(theirs);
        await using var count = new NpgsqlCommand("select count(*) from ws_mine.records", stranger);
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_schema_dropped_by_hand_shows_as_missing_and_comes_back()
    {
        var id = Guid.CreateVersion7();
        await service.Internal().PutAsJsonAsync(Path(id), new { isolation = "schema", slug = "lost" });
        await using (var superuser = await service.SuperuserAsync())
        {
            await using var drop = new NpgsqlCommand("drop schema ws_lost cascade", superuser);
            await drop.ExecuteNonQueryAsync();
        }

        var gone = await service.Internal().GetAsync(Path(id));
        await service.Internal().PutAsJsonAsync(Path(id), new { isolation = "schema", slug = "lost" });

        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(1L, await service.ScalarAsync<long>("select count(*) from pg_namespace where nspname = 'ws_lost'"));
    }

    [Fact]
    public async Task Only_who_may_manage_workspaces_may()
    {
        var response = await service.Internal("standing.read").PutAsJsonAsync(Path(Guid.CreateVersion7()), new { isolation = "schema", slug = "acme" });

        Assert.Equal("permission.missing", await response.ProblemCodeAsync());
    }

    private static string Path(Guid id) => $"/internal/v1/workspaces/{id}";
}
