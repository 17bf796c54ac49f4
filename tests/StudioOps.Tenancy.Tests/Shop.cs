using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using StudioOps.Hosting.Testing;
using StudioOps.Messaging;
using StudioOps.Testing;

namespace StudioOps.Tenancy.Tests;

public sealed class Item
{
    public required Guid Id { get; init; }

    public required Guid TenantId { get; init; }

    public required string Name { get; set; }
}

public sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>().ToTable("items").Property(item => item.Id).ValueGeneratedNever();
        modelBuilder.AddMessaging().UseSnakeCase();
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning));
}

[DbContext(typeof(ShopDbContext))]
[Migration("1_Items")]
public sealed class Items : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("create table items (id uuid primary key, tenant_id uuid not null, name text not null)");
        migrationBuilder.EnableTenantIsolation("items");
    }
}

/// <summary>A database made by the real migrate step, and units of work on it.</summary>
public class Shop : IAsyncLifetime
{
    private static int _next;
    private readonly string _database = $"shop_{Interlocked.Increment(ref _next)}";
    private WebApplication _app = null!;
    private string _owner = "";
    private LocalServers _servers = null!;

    public static Guid Mine { get; } = Guid.CreateVersion7();

    public static Guid Theirs { get; } = Guid.CreateVersion7();

    public async Task InitializeAsync()
    {
        var servers = _servers = await StartAsync();
        _owner = new NpgsqlConnectionStringBuilder(servers.PostgresConnectionString) { Database = _database, Pooling = false }.ConnectionString;
        await using (var admin = new NpgsqlConnection(servers.PostgresConnectionString))
        {
            await admin.OpenAsync();
            await using var create = new NpgsqlCommand($"create database {_database}", admin);
            await create.ExecuteNonQueryAsync();
        }

        await MigrateAsync();
        var builder = WebApplication.CreateBuilder();
        foreach (var (name, login) in new[] { ("shop", "serving"), ("shop-platform", "platform") })
        {
            builder.Configuration[$"ConnectionStrings:{name}"] = Login(login);
        }

        builder.Configuration["Messaging:Enabled"] = "false";
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTenancy<ShopDbContext>(new BusTopology("shop", []));
        _app = builder.Build();
        await InAsync(Mine, async db => await AddAsync(db, Mine, "mine"));
        await InAsync(Theirs, async db => await AddAsync(db, Theirs, "theirs"));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    protected virtual Task<LocalServers> StartAsync() => Servers.CoreAsync();

    /// <summary>How a login reaches Postgres.</summary>
    protected virtual void Route(NpgsqlConnectionStringBuilder login, LocalServers servers)
    {
    }

    public Task MigrateAsync() => Migrate.RunAsync<ShopDbContext>(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:shop-owner"] = _owner, ["Logins:Serving"] = "s", ["Logins:Platform"] = "p" }).Build(),
        "shop",
        options => new ShopDbContext(options));

    /// <summary>One unit of work as this tenant, or as none.</summary>
    public async Task InAsync(Guid? tenant, Func<ShopDbContext, Task> work)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        if (tenant is { } id)
        {
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(id);
        }

        await work(scope.ServiceProvider.GetRequiredService<ShopDbContext>());
    }

    public AsyncServiceScope Scope() => _app.Services.CreateAsyncScope();

    public static async Task AddAsync(ShopDbContext db, Guid tenant, string name)
    {
        db.Add(new Item { Id = Guid.CreateVersion7(), TenantId = tenant, Name = name });
        await db.SaveChangesAsync();
    }

    public string Login(string login)
    {
        var way = new NpgsqlConnectionStringBuilder(_owner) { Username = $"{_database}_{login}", Password = login[..1], Pooling = true };
        Route(way, _servers);
        return way.ConnectionString;
    }

    public async Task<long> CountAsync(string where)
    {
        await using var connection = new NpgsqlConnection(_owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from items where {where}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>The same with a transaction pooler in the way.</summary>
public sealed class PooledShop : Shop
{
    protected override Task<LocalServers> StartAsync() => Servers.PoolerAsync();

    protected override void Route(NpgsqlConnectionStringBuilder login, LocalServers servers) => (login.Port, login.NoResetOnClose) = (servers.Port(ServerKinds.PgBouncer), true);
}
