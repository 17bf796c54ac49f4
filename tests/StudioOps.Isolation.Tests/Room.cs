using Npgsql;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

/// <summary>A tenant whose rows are in every table of the service.</summary>
public sealed record Studio(Guid Id, string Slug)
{
    /// <summary>Stands in this tenant's rows and nowhere else.</summary>
    public string Secret => $"Secret of {Slug}";
}

/// <summary>A service in process, as these tests walk it.</summary>
public interface IRoom : IAsyncLifetime
{
    string Service { get; }

    IServiceProvider Services { get; }

    TestIdentity Identity { get; }

    /// <summary>A valid body per endpoint name; <c>{slug}</c> and <c>{id}</c> stand for the tenant it is about.</summary>
    IReadOnlyDictionary<string, string> Bodies { get; }

    HttpClient Anonymous();

    HttpClient Bearing(string token);

    Task<NpgsqlConnection> SuperuserAsync();
}

/// <summary>Nothing runs in the background that could change rows; three tenants have rows in every table.</summary>
public abstract class Room<TMarker>(string service, Func<IConfiguration, Task> migrate, bool withBus = false, params string[] moreLogins)
    : ServiceFixture<TMarker>(service, migrate, withBus, moreLogins), IRoom
    where TMarker : class
{
    private static readonly string[] Background = ["ReconcileLoop", "ChainAppender", "HourlySeal", "Cleanup", "DevelopmentSeed", "OutboxRelay", "LogoutSender", "MailSender", "ChangeWorker", "NotificationWorker"];

    public string Service { get; } = service;

    public IServiceProvider Services => Factory.Services;

    public abstract IReadOnlyDictionary<string, string> Bodies { get; }

    protected override void ConfigureServices(IServiceCollection services)
    {
        foreach (var worker in services.Where(found => found.ServiceType == typeof(IHostedService) && Background.Contains(found.ImplementationType?.Name)).ToList())
        {
            services.Remove(worker);
        }
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var connection = await SuperuserAsync();
        foreach (var studio in Studios.All)
        {
            await Seed.AllAsync(connection, Service, studio);
        }

        await ReadyAsync();
    }

    /// <summary>What this service needs besides rows.</summary>
    protected virtual Task ReadyAsync() => Task.CompletedTask;
}

public static class Studios
{
    public static readonly Studio Attacked = new(Guid.Parse("018f0000-0000-7000-8000-00000000000a"), "attacked");
    public static readonly Studio Attacking = new(Guid.Parse("018f0000-0000-7000-8000-00000000000b"), "attacking");
    public static readonly Studio Repeating = new(Guid.Parse("018f0000-0000-7000-8000-00000000000c"), "repeating");

    public static IReadOnlyList<Studio> All { get; } = [Attacked, Attacking, Repeating];
}
