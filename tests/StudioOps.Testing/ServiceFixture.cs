using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using StudioOps.Hosting.Testing;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using Xunit;

namespace StudioOps.Testing;

/// <summary>One service in process on real servers: a fresh database per fixture, real tokens, a clock that stands still.</summary>
/// <param name="service">Resource name.</param>
/// <param name="migrate">The service's own migrate step, given its configuration.</param>
/// <param name="withBus">Whether RabbitMQ runs too; without it events stay in the outbox.</param>
/// <param name="moreLogins">Logins besides serving and platform that the service asks for.</param>
public abstract class ServiceFixture<TProgram>(string service, Func<IConfiguration, Task> migrate, bool withBus = false, params string[] moreLogins) : IAsyncLifetime
    where TProgram : class
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    private static readonly ConcurrentDictionary<string, Lazy<Task>> Templates = new(StringComparer.Ordinal);
    private static int _databases;
    private readonly string _schema = service.Replace('-', '_');
    private string _database = "";
    private WebApplicationFactory<TProgram>? _factory;

    public StoppedClock Clock { get; } = new(Now);

    public TestIdentity Identity { get; private set; } = null!;

    /// <summary>The running service.</summary>
    public WebApplicationFactory<TProgram> Factory => _factory ?? throw new InvalidOperationException("The fixture has not started.");

    /// <summary>Whether the service reaches Postgres through a transaction pooler, all but its direct connection. <c>POOLED=1 ./test</c> does that to every service.</summary>
    protected virtual bool Pooled => Environment.GetEnvironmentVariable("POOLED") == "1";

    /// <summary>Whether it listens on a real port with the real server, whose own limits then count; otherwise requests are handed over in memory.</summary>
    protected virtual bool OnSocket => false;

    /// <summary>That port, where somebody must know it beforehand; otherwise whichever is free.</summary>
    protected virtual int Port => 0;

    /// <summary>More settings for the service, as <c>key:sub</c>.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    /// <summary>Swaps what this service's own test replaces at its edges.</summary>
    protected virtual void ConfigureServices(IServiceCollection services)
    {
    }

    /// <summary>Runs before the service starts, with settings readable by <see cref="Settings"/>.</summary>
    protected virtual Task BeforeStartAsync() => Task.CompletedTask;

    public virtual async Task InitializeAsync()
    {
        var servers = Pooled ? await Servers.PoolerAsync() : await Servers.CoreAsync();
        var broker = withBus ? await Servers.BrokerAsync() : null;
        Identity = new TestIdentity(Clock);
        await Templates.GetOrAdd(_schema, _ => new Lazy<Task>(() => MigrateAsync(servers))).Value;
        _database = $"{_schema}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(servers.PostgresConnectionString, $"create database {_database} template {_schema} owner {_schema}_owner");
        await BeforeStartAsync();
        _factory = new WebApplicationFactory<TProgram>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Development");
            host.UseSetting($"ConnectionStrings:{service}", Way(servers, "serving"));
            host.UseSetting($"ConnectionStrings:{service}-direct", Login(servers, "serving"));
            foreach (var login in moreLogins.Append("platform"))
            {
                host.UseSetting($"ConnectionStrings:{service}-{login}", Way(servers, login));
            }

            host.UseSetting("ConnectionStrings:redis", servers.RedisConnectionString);
            host.UseSetting("ConnectionStrings:rabbitmq", broker?.RabbitMqConnectionString ?? "");
            host.UseSetting("Messaging:Enabled", withBus ? "true" : "false");
            host.UseSetting("Messaging:Prefix", _database.Replace('_', '-') + "-");
            host.UseSetting("Identity:PublicOrigin", TestIdentity.Issuer);
            host.UseSetting("services:identity:http:0", "http://identity.invalid");
            foreach (var (key, value) in Settings)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureTestServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
                services.Replace(ServiceDescriptor.Singleton<IVerificationKeys>(Identity));
                services.RemoveAll<IStandingSource>();
                services.AddSingleton<IStandingSource>(Identity);
                ConfigureServices(services);
            });
        });
        if (OnSocket)
        {
            _factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port));
        }

        using var client = _factory.CreateClient();
        await Eventually.TrueAsync(
            async () => await client.GetAsync("/health/ready") is { IsSuccessStatusCode: true } ready
                && (!withBus || (await ready.JsonAsync()).GetProperty("status").GetString() == "healthy"),   // degraded is a bus that is not up yet
            $"{service} is ready");
    }

    public virtual async Task DisposeAsync()
    {
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }
    }

    public HttpClient Operator(params string[] permissions) => Bearing(Identity.Operator(permissions));

    public HttpClient Member(Guid tenantId, params string[] permissions) => Bearing(Identity.Member(tenantId, permissions));

    public HttpClient Internal(params string[] permissions) => Bearing(Identity.Internal(permissions));

    public HttpClient Anonymous() => Factory.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = Factory.ClientOptions.BaseAddress, AllowAutoRedirect = false, HandleCookies = false });

    public HttpClient Bearing(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Every event of this type that was ever enqueued, oldest first, relayed or not.</summary>
    public async Task<IReadOnlyList<T>> AnnouncedAsync<T>()
    {
        await using var connection = await SuperuserAsync();
        await using var command = new NpgsqlCommand("select body::text from announced where type = $1 order by id", connection) { Parameters = { new() { Value = typeof(T).FullName! } } };
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<T>();
        while (await reader.ReadAsync())
        {
            events.Add(JsonSerializer.Deserialize<T>(reader.GetString(0))!);
        }

        return events;
    }

    /// <summary>Publishes on the real bus and returns when every consumer queue bound to it has taken it in.</summary>
    public async Task DeliverAsync<T>(T message, Guid? messageId = null, int queues = 1)
        where T : class
    {
        var id = messageId ?? Guid.CreateVersion7();
        await Factory.Services.GetRequiredService<IBus>().Publish(message, context => context.MessageId = id);
        await Eventually.TrueAsync(
            async () => await ScalarAsync<long>($"select count(*) from inbox where message_id = '{id}'") >= queues, $"{typeof(T).Name} was taken in");
    }

    /// <summary>A connection that row security does not bind.</summary>
    public async Task<NpgsqlConnection> SuperuserAsync() => await OpenAsync(Superuser(await Servers.CoreAsync()));

    /// <summary>A connection of the serving login, inside a transaction of this tenant (or of none).</summary>
    public async Task<NpgsqlConnection> ServingAsync(Guid? tenantId)
    {
        var connection = await OpenAsync(Login(await Servers.CoreAsync(), "serving"));
        await using var begin = new NpgsqlCommand($"begin; select set_config('app.tenant', '{tenantId}', true)", connection);
        await begin.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>One value, read past row security.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await SuperuserAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task MigrateAsync(LocalServers servers)
    {
        await ExecuteAsync(servers.PostgresConnectionString, $"create database {_schema}");
        var owner = new NpgsqlConnectionStringBuilder(servers.PostgresConnectionString) { Database = _schema, Pooling = false }.ConnectionString;
        var logins = moreLogins.Concat(["serving", "platform"]).Select(login => KeyValuePair.Create($"Logins:{login}", (string?)login));
        await migrate(new ConfigurationBuilder().AddInMemoryCollection(logins.Append(new($"ConnectionStrings:{service}-owner", owner))).Build());
        await ExecuteAsync(owner,
            """
            create table announced as select id, type, body from outbox;
            create function announce() returns trigger language plpgsql security definer as $$ begin insert into announced values (new.id, new.type, new.body); return null; end $$;
            create trigger announce after insert on outbox for each row execute function announce();
            """);
    }

    private string Superuser(LocalServers servers) => new NpgsqlConnectionStringBuilder(servers.PostgresConnectionString) { Database = _database, Pooling = false }.ConnectionString;

    private string Login(LocalServers servers, string login) => new NpgsqlConnectionStringBuilder(servers.PostgresConnectionString)
    {
        Database = _database, Username = $"{_schema}_{login}", Password = login,
    }.ConnectionString;

    // What the documentation tells operators to write: nothing to reset, the session behind the pooler is nobody's.
    private string Way(LocalServers servers, string login) => !Pooled ? Login(servers, login) : new NpgsqlConnectionStringBuilder(Login(servers, login))
    {
        Port = servers.Port(ServerKinds.PgBouncer), NoResetOnClose = true,
    }.ConnectionString;

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = await OpenAsync(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
